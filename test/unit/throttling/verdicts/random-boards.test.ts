import {readFileSync} from 'node:fs';
import path from 'node:path';
import {expect, it} from 'vitest';
import {Sampler} from '../../../../source/sensors/sampler.js';
import {hasValue, type Reading} from '../../../../source/sensors/sensor.js';
import {Throttling} from '../../../../source/throttling/throttling.js';
import {hasShared, sharedFolder} from '../../../shared.js';
import {replayBoards} from '../../../fixtures/replay-boards.js';
import {MemoryRoot, type Files} from './memory-root.js';
import {ownRecordings} from './own-recordings.js';
import {randomOf, recordedSensors} from './play.js';

/*
Boards that nobody has seen: known ones with their devices renumbered, labels dropped, reads failing and numbers spoilt at random, by seeds. No exception, no false "throttled" over even frames, no figure out of range.
*/

const variants = 500;
/** Minutes that each board is watched. */
const minutes = 3;
const publicNames = [
	'thor-jp7',
	'orin-nano-super',
	'rk3588-rk1',
	'latitude5420-battery',
	'pc-rapl-closed',
	'coral-m2-dead',
	'pi5-hot',
	'pine64-legacy',
	'homestar-sc7180',
];

const trees = (): readonly Files[] => [
	...Object.values(replayBoards),
	...[...ownRecordings().values()].map(({recording}) => recording.files),
	...(hasShared
		? publicNames.map(
				name =>
					JSON.parse(
						readFileSync(path.join(sharedFolder, `fixtures/boards-public/${name}.json`), 'utf8'),
					) as Files,
			)
		: []),
];

const spoilt = [
	'!EIO',
	'!EACCES',
	'!EAGAIN',
	'',
	'-1',
	'9999999999999',
	'N/A',
	'0',
	'\u0000',
	'65535',
];

const spoil = (files: Files, seed: number): Files => {
	const random = randomOf(seed);
	const shift = Math.floor(random() * 5);
	const changed: Record<string, string> = {};
	for (const [name, content] of Object.entries(files)) {
		const renumbered = name.replaceAll(
			/(?<=\/(?:hwmon|thermal_zone|cooling_device|card))\d+/g,
			number => String(Number(number) * (shift + 1) + shift),
		);
		const isLabel = /_label$|\/type$|\/name$/.test(name);
		if (isLabel && random() < 0.15) {
			continue;
		}

		const isSpoilt = random() < 0.06;
		changed[renumbered] = isSpoilt ? spoilt[Math.floor(random() * spoilt.length)]! : content;
	}

	return changed;
};

const backends = [
	'onnxruntime:cpu',
	'onnxruntime:cuda',
	'openvino:npu',
	'tflite:edgetpu',
	'openvino:gpu',
];

const isInRange = (reading: Reading): boolean => {
	if (!hasValue(reading)) {
		return true;
	}

	const {quantity, unit, value} = reading;
	switch (quantity) {
		case 'temperature': {
			return value >= -40 && value <= 125;
		}

		case 'load': {
			return unit !== 'fraction' || (value >= 0 && value <= 1.05);
		}

		case 'power':
		case 'clock':
		case 'counter':
		case 'memory': {
			return value >= 0 && Number.isFinite(value) && (quantity !== 'clock' || value <= 10e9);
		}

		default: {
			return Number.isFinite(value);
		}
	}
};

it(
	`${variants} boards at random: no exception, no false "throttled", nothing out of range`,
	{timeout: 120_000},
	async () => {
		const known = trees();
		for (let seed = 1; seed <= variants; seed++) {
			const root = new MemoryRoot(spoil(known[seed % known.length]!, seed));
			const sampler = new Sampler(root, recordedSensors);
			await sampler.open();
			const throttling = new Throttling(root.nowMs, () => undefined);
			const backendId = backends[seed % backends.length]!;
			throttling.beginSegment(root.nowMs, {backendId, threads: 4});
			for (let step = 0; step < minutes; step++) {
				await root.moveTo(step * 60);
				const readings = await sampler.sample();
				expect(
					readings.filter(reading => !isInRange(reading)),
					`seed ${seed}`,
				).toEqual([]);
				throttling.receiveSample({
					atMs: root.nowMs,
					readings,
					costMs: 1,
					cpuSeconds: 0,
					rssBytes: 0,
				});
				// Over a minute of even frames: what changes is the board alone.
				for (let second = 0; second < 60; second++) {
					throttling.tick(root.nowMs + second * 1000, {
						fps: 30 + (second % 3) * 0.1,
						frames: step * 1800 + second * 30,
					});
				}
			}

			sampler.close();
			const {throttle} = throttling.figures(root.nowMs);
			const drops = throttle.spells.filter(({lossFraction}) => lossFraction !== undefined);
			expect(drops, `seed ${seed}`).toEqual([]);
		}
	},
);
