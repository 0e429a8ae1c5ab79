import {spawn} from 'node:child_process';
import {once} from 'node:events';
import process from 'node:process';
import {createInterface} from 'node:readline';
import {setTimeout as sleep} from 'node:timers/promises';
import {childrenOf, waitFor} from '../test/unit/engine/processes.js';
import {cli} from './edgetop-run.js';
import {cpuSeconds} from './process-cpu.js';

/*
What heat, power and clocks cost while the model runs. One run, in which the sensors process is stopped and let go on in turns (SIGSTOP, SIGCONT): neighbours in time see the same machine, and what the program's own process does beside them cancels out. The program starts a silent sensors process again after 15 s: a turn is shorter.
*/

const settleMs = 8000;
const betweenMs = 1500;
export const longestTurnSeconds = 12;

type Second = {readonly elapsedMs: number; readonly frames: number};

type Turn = {
	readonly fps: number;
	/** CPU, percent of one core: of the program's own process, and of the sensors process. */
	readonly ownPercent: number;
	readonly sensorsPercent: number;
};

export type TelemetryPair = {readonly with: Turn; readonly without: Turn};

/** @returns One pair of turns after the other; their order alternates. */
export const runTelemetry = async (
	seconds: number,
	pairs: number,
	onPair: (pair: number) => void,
	...args: readonly string[]
): Promise<TelemetryPair[]> => {
	const turnMs = Math.min(seconds, longestTurnSeconds) * 1000;
	const child = spawn(process.execPath, [cli, '--format', 'ndjson', '--duration', '24h', ...args], {
		stdio: ['ignore', 'pipe', 'ignore'],
	});
	const pid = child.pid!;
	let last: Second | undefined;
	createInterface({input: child.stdout}).on('line', line => {
		const record = JSON.parse(line) as Second & {type: string};
		last = record.type === 'second' ? record : last;
	});
	const sensorsPid = () =>
		childrenOf(pid).find(({commandLine}) => commandLine.includes('helper.js'))?.pid;
	const turn = async (isWith: boolean): Promise<Turn> => {
		const sensors = await waitFor('the sensors process', sensorsPid);
		// Also between two turns without: the program must hear of it in time.
		process.kill(sensors, 'SIGCONT');
		await sleep(betweenMs);
		if (!isWith) {
			process.kill(sensors, 'SIGSTOP');
		}

		const before = {...last!, own: cpuSeconds(pid), at: performance.now()};
		const sensorsBefore = cpuSeconds(sensors, {isWithChildren: true});
		await sleep(turnMs);
		const percent = 100_000 / (performance.now() - before.at);
		return {
			fps: ((last!.frames - before.frames) / (last!.elapsedMs - before.elapsedMs)) * 1000,
			ownPercent: (cpuSeconds(pid) - before.own) * percent,
			sensorsPercent: (cpuSeconds(sensors, {isWithChildren: true}) - sensorsBefore) * percent,
		};
	};

	try {
		await waitFor('the first frames', () => (last?.frames ?? 0) > 0, 60_000);
		await sleep(settleMs);
		const results: TelemetryPair[] = [];
		for (let pair = 0; pair < pairs; pair++) {
			onPair(pair);
			const isWithFirst = pair % 2 === 0;
			const first = await turn(isWithFirst);
			const second = await turn(!isWithFirst);
			results.push(isWithFirst ? {with: first, without: second} : {with: second, without: first});
		}

		return results;
	} finally {
		const sensors = sensorsPid();
		if (sensors !== undefined) {
			process.kill(sensors, 'SIGCONT');
		}

		child.kill('SIGTERM');
		await once(child, 'exit');
	}
};
