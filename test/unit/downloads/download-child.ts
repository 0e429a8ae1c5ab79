import {argv, stdout} from 'node:process';
import {download} from '../../../source/downloads/download.js';

/* The process that a test kills: fetches one file, a line for each piece. */
const [url, target, sha256] = argv.slice(2);
await download({
	urls: [url!],
	target: target!,
	sha256,
	onProgress(received) {
		stdout.write(`${received}\n`);
	},
});
