import process from 'node:process';
import {farCommand} from '../ssh/far-program.js';
import {Link} from '../ssh/link.js';
import {type BoardChannel} from './board-link.js';

/** After its signal: an ssh that does not end is killed. */
const graceMs = 2000;

/** The wall's end of a board: the system's ssh, which never asks for anything. */
export const openSsh = (board: string): BoardChannel => {
	const link = new Link(board, {isBatch: true});
	// Compressed: a word is much like the one before, and a slow link carries one a second.
	const child = link.start(farCommand(['wall', '--agent']), 'pipe', ['-T', '-C'], true);
	const {stdin, stdout, stderr, pid} = child;
	/** Also what ssh itself started, such as a ProxyCommand. */
	const signal = (name: NodeJS.Signals): void => {
		try {
			process.kill(-pid!, name);
		} catch {
			// It has ended.
		}
	};

	return {
		stdin: stdin!,
		stdout: stdout!,
		stderr: stderr!,
		kill() {
			if (pid !== undefined) {
				signal('SIGTERM');
				setTimeout(signal, graceMs, 'SIGKILL').unref();
			}

			// Whoever holds the other ends: nothing is read from them any more, and nobody waits for them.
			for (const stream of [stdin, stdout, stderr]) {
				stream!.destroy();
			}

			child.unref();
		},
		onEnd(listener) {
			child.once('error', (error: NodeJS.ErrnoException) => {
				listener(
					undefined,
					error.code === 'ENOENT'
						? 'ssh is not installed here: apt-get install openssh-client'
						: `ssh cannot be started: ${error.message}`,
				);
			});
			// Its output is read to the end first.
			child.once('close', code => {
				listener(code ?? 255, '');
			});
		},
	};
};
