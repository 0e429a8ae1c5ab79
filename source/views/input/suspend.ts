import process from 'node:process';

/** How the screen leaves the terminal to the shell, and takes it again. */
export type Suspension = {
	leave(): void;
	enter(): void;
};

/** Windows has no such signals. */
const isPossible = process.platform !== 'win32';

/**
Ctrl-Z and SIGTSTP stop the run and its processes as those of any program, with the terminal as it was; `fg` takes both up again.

@returns `suspend` does it now; `close` takes the signals' listeners away.
*/
export const watchSuspension = ({leave, enter}: Suspension) => {
	const suspend = (): void => {
		if (!isPossible) {
			return;
		}

		leave();
		// With the system's own answer to it, which stops nothing where no shell could go on with it.
		process.off('SIGTSTP', suspend);
		process.kill(0, 'SIGTSTP');
		// From here on it goes on, or was never stopped.
		process.on('SIGTSTP', suspend);
		enter();
	};

	if (isPossible) {
		process.on('SIGTSTP', suspend);
		process.on('SIGCONT', enter);
	}

	return {
		suspend,
		close(): void {
			process.off('SIGTSTP', suspend);
			process.off('SIGCONT', enter);
		},
	};
};
