import process from 'node:process';
import {ReadFailure, isFailure} from '../roots/root.js';
import {parseNumber, toReading} from '../parse.js';
import {type Sensor} from '../sensor.js';

/*
macOS without root: `pmset -g therm` says when the system has lowered the CPU's speed. Temperatures, power and GPU load come only from powermetrics, which wants root and is not run.
*/

/** Percent of full speed that the system allows. Undefined where pmset has recorded none, which is so until it first slows down, and always on Apple silicon. */
export const parseSpeedLimit = (text: string): number | ReadFailure => {
	const digits = /CPU_Speed_Limit\s*=\s*(?<digits>\d+)/.exec(text)?.groups?.['digits'];
	return digits === undefined
		? new ReadFailure('ENODATA', 'the system has recorded no speed limit')
		: parseNumber(digits);
};

export const macos: Sensor = {
	id: 'macos',
	title: 'macOS thermal state (pmset)',
	periodMs: 10_000,
	timeoutMs: 3500,
	async open(root) {
		if (root.isLive && process.platform !== 'darwin') {
			return {absent: 'not macOS'};
		}

		const first = await root.run('pmset', ['-g', 'therm']);
		if (isFailure(first)) {
			return {absent: root.isLive ? `pmset: ${first.reason}` : 'not macOS'};
		}

		return {
			async read() {
				const text = await root.run('pmset', ['-g', 'therm']);
				const percent = isFailure(text) ? text : parseSpeedLimit(text);
				const facts = {atMs: root.now()};
				return [
					toReading(
						{
							...facts,
							id: 'macos/speed-limit',
							label: 'CPU held back by heat',
							quantity: 'throttle',
							unit: 'state',
							source: 'pmset -g therm',
							limits: {max: 1},
							evidence: {kind: 'flag', cause: 'thermal'},
							...(!isFailure(percent) && {detail: `speed limit ${percent} %`}),
						},
						isFailure(percent) ? percent : Number(percent < 100),
					),
					{
						...facts,
						id: 'macos/power',
						label: 'package',
						quantity: 'power',
						unit: 'watts',
						scope: 'package',
						source: 'powermetrics',
						missing:
							'permission: powermetrics wants root; give its figures with --power-input instead',
						mend: "(echo '# scope: package'; sudo powermetrics -i 1000 --samplers cpu_power | awk '/Combined Power/{print $(NF-1)/1000; fflush()}') | edgetop --power-input -",
					},
				];
			},
		};
	},
};
