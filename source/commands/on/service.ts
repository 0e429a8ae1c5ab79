import process from 'node:process';
import {type Link} from '../../ssh/link.js';
import {sanitize} from '../../text/sanitize.js';
import {UserError} from '../../text/user-error.js';
import {bringBuild} from './bring-build.js';
import {
	logLine,
	parseServiceLook,
	serviceLookScript,
	serviceScript,
	undoLine,
	type ServiceLook,
} from './service-scripts.js';
import {serviceName} from './service-unit.js';

const usualWatchSeconds = 8;

/** What systemd would split, expand or take for a quote. */
const unfit = /[\s"'\\$%]/;

const checkArgs = (args: readonly string[]): void => {
	if (args[0] !== undefined && !args[0].startsWith('-')) {
		throw new UserError(
			`--service sets up a run: ${sanitize(args[0], 40)} is none; edgetop on BOARD --service [flags of a run]`,
		);
	}

	const bad = args.find(word => word === '' || unfit.test(word));
	if (bad !== undefined) {
		throw new UserError(
			String.raw`--service: "${sanitize(bad, 80)}": spaces, quotes, \, $ and % cannot be in an argument of a service`,
		);
	}
};

/** A step that failed, as a sentence that says what to do. */
const troubleOf = (board: string, {user}: ServiceLook, step: string, why: string): string => {
	const reason = why === '' ? '' : ` (${sanitize(why, 200).replace(/^edgetop: /, '')})`;
	return (
		{
			linger: `its user may not have services without a login${reason}: run sudo loginctl enable-linger ${sanitize(user, 40)} there once, then the same command again`,
			bus: `its systemd has no part for users that can be reached${reason}: install what it needs there (apt-get install dbus-user-session), or log in as root`,
			write: `a file of the service cannot be written${reason}`,
			run: `the run does not stay up with these arguments${reason}; try them first: edgetop on ${board} --headless …`,
		}[step] ?? `the service cannot be started${reason}`
	);
};

/**
`edgetop on BOARD --service`: a run without a screen that begins with the board, by systemd.

@param args Of that run.
@param options.root What absolute paths there are below. @default ''
@param options.watchSeconds How long it must run before it is called started.
@returns 0
@throws UserError where it cannot be set up; the board is then as before.
*/
export const setUpService = async (
	link: Link,
	args: readonly string[],
	say: (text: string) => void,
	{root = '', watchSeconds = usualWatchSeconds} = {},
): Promise<number> => {
	checkArgs(args);
	const board = sanitize(link.board, 80);
	const seen = await link.run(serviceLookScript(root));
	const look = parseServiceLook(seen.stdout);
	if (!look.hasSystemd) {
		throw new UserError(
			`${board}: it was not started with systemd, so there is no service to set up: start edgetop --headless --loop from what starts programs there`,
		);
	}

	const isPackaged = look.kind === 'system' && look.hasPackage;
	const brought = isPackaged ? undefined : await bringBuild(link, say);
	const {stdout, stderr} = await link.run(
		serviceScript(look, {
			program: brought?.program,
			args: args.filter(word => word !== '--headless'),
			root,
			watchSeconds,
		}),
	);
	if (!/^done=yes$/m.test(stdout)) {
		const step = /^step=(.*)$/m.exec(stdout)?.[1] ?? '';
		const why = /^why=(.*)$/m.exec(stdout)?.[1] ?? stderr.trim().split('\n').at(-1) ?? '';
		throw new UserError(`${board}: ${troubleOf(board, look, step, why)}; nothing of it was left`, {
			exitCode: 1,
		});
	}

	process.stdout.write(
		[
			`${board}: edgetop@${serviceName} runs there and starts with the board (${look.kind === 'system' ? 'a service of the system' : `systemd --user of ${sanitize(look.user, 40)}, also without a login`})`,
			`what it says: ssh ${board} ${logLine(look)}`,
			`to undo:      ssh ${board} '${undoLine(look)}'`,
			'',
		].join('\n'),
	);
	return 0;
};
