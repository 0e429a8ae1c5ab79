import {connect, type Socket} from 'node:net';
import {setTimeout as sleep} from 'node:timers/promises';
import {mean, sampleDeviation} from '../../../source/measure/statistics.js';
import {endBySignal} from '../endings.js';
import {Home} from '../home.js';
import {longestGapMs} from '../journal-lines.js';
import {descriptors, residentBytes} from '../processes.js';
import {freePort} from '../ports.js';
import {light, startHeadless, type Run} from '../run.js';
import {type Setting, type TrialKind} from '../trial.js';

const connections = 2000;
/** Stretches of quiet and of siege, by turns: what else the machine does falls on both. */
const rounds = 6;
const mostGapMs = 2000;
const mostGrowthBytes = 48 * 2 ** 20;

const dial = async (port: number): Promise<Socket> =>
	new Promise(resolve => {
		const socket = connect(port, '127.0.0.1', () => {
			resolve(socket);
		});
		socket.on('error', () => {
			resolve(socket);
		});
	});

/** Frames a second of the run's own clock, over a stretch. */
const paceOver = async (run: Run, act: () => Promise<void>): Promise<number> => {
	const [frames, atMs] = [run.frames(), run.lastMs()];
	await act();
	return ((run.frames() - frames) * 1000) / (run.lastMs() - atMs);
};

/** 2,000 connections: by turns silent, beginning a request that they never end, or sending huge headers. */
const trial = async ({tally, seconds}: Setting): Promise<string> => {
	const home = new Home();
	const where = '2,000 clients of --listen';
	const port = await freePort();
	const run = startHeadless(home, [...light, '--listen', String(port)]);
	const sockets: Socket[] = [];
	const stretchMs = Math.max(5000, (seconds * 1000) / (2 * rounds + 2));
	try {
		await run.measures();
		const beganMs = run.lastMs();
		const bytes = residentBytes(run.main)!;
		let mostBytes = bytes;
		let mostDescriptors = 0;
		let answered = 0;
		let asked = 0;
		const lookIn = async (): Promise<void> => {
			asked++;
			const response = await fetch(`http://127.0.0.1:${port}/healthz`).catch(() => undefined);
			answered += response?.status === 200 ? 1 : 0;
			mostBytes = Math.max(mostBytes, residentBytes(run.main)!);
			mostDescriptors = Math.max(mostDescriptors, descriptors(run.main)!);
		};

		const besiege = async (): Promise<void> => {
			const endMs = performance.now() + stretchMs;
			const most = sockets.length + Math.ceil(connections / rounds);
			do {
				const socket = await dial(port);
				sockets.push(socket);
				const turn = sockets.length % 3;
				if (turn > 0) {
					socket.write(
						`GET /metrics HTTP/1.1\r\nHost: 127.0.0.1\r\n${turn === 1 ? '' : `X: ${'x'.repeat(20_000)}`}`,
					);
				}

				if (sockets.length % 200 === 0) {
					await lookIn();
				}

				// Spread over the time: all are tried, however slow the machine.
				await sleep(Math.max(0, (endMs - performance.now()) / Math.max(1, most - sockets.length)));
			} while (sockets.length < most);
		};

		const changes: number[] = [];
		for (let round = 0; round < rounds; round++) {
			const quiet = await paceOver(run, async () => sleep(stretchMs));
			changes.push((100 * ((await paceOver(run, besiege)) - quiet)) / quiet);
			for (const socket of sockets) {
				socket.destroy();
			}
		}

		tally.lose(longestGapMs(run.lines(), beganMs), mostGapMs, where);
		const grown = mostBytes - bytes;
		if (grown > mostGrowthBytes) {
			tally.fault(`${where}: main grew by ${Math.round(grown / 2 ** 20)} MiB`);
		}

		if (answered < asked) {
			tally.fault(`${where}: /healthz answered ${answered} of ${asked} times`);
		}

		await endBySignal(tally, run, where);
		const standardError = sampleDeviation(changes) / Math.sqrt(rounds);
		return `silent, endless and huge requests by turns; /healthz answers; main grows by ${(grown / 2 ** 20).toFixed(1)} MiB, has ${mostDescriptors} descriptors at most; FPS ${mean(changes).toFixed(1)} % (standard error ${standardError.toFixed(1)}) against the quiet before, ${rounds} times by turns`;
	} finally {
		for (const socket of sockets) {
			socket.destroy();
		}

		await run.kill();
		home.remove();
	}
};

export const clients: readonly TrialKind[] = [{name: '2,000 connections to --listen', trial}];
