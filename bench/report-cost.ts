/*
What `edgetop report` of many saved sessions costs: time and memory of the built program, for text, CSV and HTML.

	npm run bench:report                    500 sessions, and a year of them: two a day, 730
	npm run bench:report -- --sessions 40

The bars are 2 s and 200 MB. Ends with code 1 where one is missed.
*/
import {spawnSync} from 'node:child_process';
import {mkdtempSync, rmSync, statSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {cli} from './edgetop-run.js';
import {writeSessions} from './many-sessions.js';

const mostSeconds = 2;
const mostBytes = 200e6;
/** At its end the program tells the most memory that it had. */
const tellMemory = `data:text/javascript,${encodeURIComponent(
	String.raw`process.on('exit', () => process.stderr.write('\nkib ' + process.resourceUsage().maxRSS))`,
)}`;

const cost = (sessions: string, format: string, output: string) => {
	const beganAtMs = performance.now();
	const {status, stderr} = spawnSync(
		process.execPath,
		['--import', tellMemory, cli, 'report', sessions, '--format', format, '--output', output],
		{encoding: 'utf8'},
	);
	const seconds = (performance.now() - beganAtMs) / 1000;
	if (status !== 0) {
		throw new Error(`edgetop report ended with ${status}: ${stderr}`);
	}

	return {seconds, bytes: Number(/kib (\d+)/.exec(stderr)![1]) * 1024};
};

const [flag, value] = process.argv.slice(2);
const counts = flag === '--sessions' ? [Number(value)] : [500, 730];
const folder = mkdtempSync(path.join(os.tmpdir(), 'edgetop-report-cost-'));
try {
	for (const count of counts) {
		const sessions = path.join(folder, String(count));
		writeSessions(sessions, count);
		for (const format of ['text', 'csv', 'html']) {
			const output = path.join(folder, `report.${format}`);
			const {seconds, bytes} = cost(sessions, format, output);
			const isKept = seconds <= mostSeconds && bytes <= mostBytes;
			console.log(
				`${count} sessions, ${format}: ${seconds.toFixed(2)} s, ${(bytes / 1e6).toFixed(0)} MB of memory, ${(statSync(output).size / 1e6).toFixed(1)} MB written${isKept ? '' : ' MISSED'}`,
			);
			process.exitCode = isKept ? process.exitCode : 1;
		}
	}
} finally {
	rmSync(folder, {recursive: true, force: true});
}
