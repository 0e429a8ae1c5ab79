import {readFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {sshBoard} from '../text/ssh-board.js';
import {type Relay} from '../sensors/roots/relay-answer.js';

/** The program that reads a board's sensors. */
export const relayScript = fileURLToPath(new URL('python/sensor_relay.py', import.meta.url));

/** How to read the sensors of the board on which a backend computes, `exec:ssh BOARD …`; undefined where there is no such board. Nothing has to be on the board but Python: the program goes through the connection. */
export const sensorRelay = (backendId: string): Relay | undefined => {
	const found = sshBoard(backendId);
	if (!found) {
		return undefined;
	}

	const script = readFileSync(relayScript, 'utf8');
	const [file, ...args] = found.words;
	const bytes = Buffer.byteLength(script);
	return {
		board: found.board,
		file,
		args: [
			...args,
			`exec ${found.python} -u -c 'import sys;exec(sys.stdin.buffer.read(${bytes}).decode())'`,
		],
		script,
	};
};
