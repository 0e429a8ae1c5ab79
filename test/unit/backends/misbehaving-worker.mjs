/*
A worker of the protocol that goes wrong in the way that its argument names.
*/
import {Buffer} from 'node:buffer';
import {spawn} from 'node:child_process';
import fs from 'node:fs';
import process from 'node:process';

const [mode, file] = process.argv.slice(2);

const send = (header, payload = Buffer.alloc(0)) => {
	const text = Buffer.from(JSON.stringify(header));
	const prefix = Buffer.alloc(8);
	prefix.writeUInt32LE(4 + text.length + payload.length, 0);
	prefix.writeUInt32LE(text.length, 4);
	fs.writeSync(1, Buffer.concat([prefix, text, payload]));
};

const hello = {
	type: 'hello',
	protocol: mode === 'other-version' ? 9 : 1,
	runtime: 'bad',
	version: '0',
	devices: [{id: 'cpu', name: 'none'}],
	beats: mode === 'silence',
	...(mode === 'slots' && {slots: 2}),
};

/** Frames that came and are not answered yet. */
const held = [];

const infer = id => {
	switch (mode) {
		case 'slots': {
			// The first is answered only when the second is there: it came without an answer.
			held.push(id);
			if (held.length === 2) {
				for (const one of held.splice(0)) {
					send({type: 'result', id: one, inferMs: 1}, Buffer.alloc(12));
				}
			}

			break;
		}

		case 'wrong-shape': {
			send({type: 'result', id, inferMs: 1}, Buffer.alloc(40));
			break;
		}

		case 'wrong-id': {
			send({type: 'result', id: id + 1, inferMs: 1}, Buffer.alloc(12));
			break;
		}

		case 'no-time': {
			send({type: 'result', id}, Buffer.alloc(12));
			break;
		}

		case 'impossible-time': {
			send({type: 'result', id, inferMs: 1e9}, Buffer.alloc(12));
			break;
		}

		case 'closed-stdout': {
			fs.closeSync(1);
			break;
		}

		case 'pages': {
			send({type: 'error', message: `out of cheese ${'.'.repeat(100_000)}`});
			break;
		}

		case 'endless-line': {
			process.stderr.write('x'.repeat(16_777_216), () => {
				process.exit(3);
			});
			break;
		}

		case 'garbage': {
			fs.writeSync(1, 'Segmentation of the input is on\n');
			break;
		}

		case 'death': {
			fs.writeSync(2, 'RuntimeError: the device was lost\n');
			process.exit(3);
			break;
		}

		case 'kill': {
			process.kill(process.pid, 'SIGKILL');
			break;
		}

		case 'twice': {
			send({type: 'result', id, inferMs: 1}, Buffer.alloc(12));
			send({type: 'result', id, inferMs: 1}, Buffer.alloc(12));
			break;
		}

		case 'error': {
			send({type: 'error', message: 'out of cheese', code: 'out-of-memory', mend: 'buy cheese'});
			break;
		}

		default:
		// 'hang', 'silence': no answer.
	}
};

if (mode === 'early-garbage') {
	fs.writeSync(1, 'Hi\n');
}

if (mode === 'hang') {
	// A worker's own child must not outlive it.
	const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], {stdio: 'ignore'});
	fs.writeFileSync(file, String(child.pid));
}

let bytes = Buffer.alloc(0);
process.stdin.on('data', piece => {
	bytes = Buffer.concat([bytes, piece]);
	while (bytes.length >= 8 && bytes.length >= 4 + bytes.readUInt32LE(0)) {
		const header = JSON.parse(bytes.toString('utf8', 8, 8 + bytes.readUInt32LE(4)));
		bytes = bytes.subarray(4 + bytes.readUInt32LE(0));
		switch (header.type) {
			case 'hello': {
				if (mode !== 'no-hello') {
					send(hello);
				}

				break;
			}

			case 'load': {
				send({type: 'loaded', device: 'none'});
				break;
			}

			case 'infer': {
				infer(header.id);
				break;
			}

			default: {
				if (mode !== 'deaf') {
					process.exit(0);
				}
			}
		}
	}
});
