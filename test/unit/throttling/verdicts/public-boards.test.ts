import {readFileSync} from 'node:fs';
import path from 'node:path';
import {describe, expect, it} from 'vitest';
import {chooseClock, chooseTemperature} from '../../../../source/record/host-figures.js';
import {Sampler} from '../../../../source/sensors/sampler.js';
import {choosePower} from '../../../../source/sensors/sources/power.js';
import {hasValue, type Reading} from '../../../../source/sensors/sensor.js';
import {usageOf} from '../../../../source/sensors/usage.js';
import {hasShared, sharedFolder, withoutShared} from '../../../shared.js';
import {MemoryRoot, type Files} from './memory-root.js';
import {recordedSensors} from './play.js';

/* Which figure stands for a run on boards from public dumps: temperature, clock, power. A text is a part of the reason why there is none. */

type Row = readonly [
	board: string,
	backend: string,
	celsius: number | string,
	megahertz: number | string,
	watts: number | string,
];

const rows: readonly Row[] = [
	['thor-jp7', 'onnxruntime:cpu', 41.5, 972, 37.322_24],
	['thor-jp7', 'onnxruntime:tensorrt', 42.25, 318, 37.322_24],
	['orin-nano-super', 'onnxruntime:cpu', 51.218, 1728, 'reads 65.262 V'],
	['orin-nano-super', 'onnxruntime:tensorrt', 51.343, 1020, 'reads 65.262 V'],
	['rk3588-rk1', 'onnxruntime:cpu', 36.076, 1800, 'no sensor'],
	['rk3588-rk1', 'rknn:npu', 35.153, 1000, 'no sensor'],
	['latitude5420-battery', 'onnxruntime:cpu', 53, 'any', 19.1442],
	['coreultra-thermald', 'onnxruntime:cpu', 38.05, 'any', 15],
	['coreultra-thermald', 'openvino:npu', 'any', 'any', 'any'],
	['pc-rapl-closed', 'onnxruntime:cpu', 61.25, 2900, 'permission: run sudo chmod'],
	['pc-rapl-closed', 'onnxruntime:cuda', 47, 300, 6.81],
	['coral-m2-dead', 'tflite:edgetpu', 62.3, 500, 'no'],
	['coral-m2-dead', 'onnxruntime:cpu', 37, 'any', 'any'],
	['pi5-hot', 'onnxruntime:cpu', 84.1, 1500.019_456, 'any'],
	['pine64-legacy', 'onnxruntime:cpu', 65, 1152, 'no sensor'],
	['rubikpi-qcs6490', 'qnn:npu', 37.647, 'any', 'no sensor'],
	['rubikpi-qcs6490', 'onnxruntime:cpu', 37.082, 'any', 'no sensor'],
	['homestar-sc7180', 'onnxruntime:cpu', 40.3, 2554, 2.835_04],
];

const told = (reading: Reading | undefined, scale = 1): number | string =>
	reading === undefined ? 'no' : hasValue(reading) ? reading.value / scale : reading.missing;

const isAs = (value: number | string, wanted: number | string): boolean =>
	wanted === 'any' ||
	(typeof wanted === 'number'
		? typeof value === 'number' && Math.abs(value - wanted) < 0.01
		: String(value).includes(wanted));

describe('boards from public dumps', () => {
	it.for(rows)('%s, %s', async ([board, backend, celsius, megahertz, watts], ctx) => {
		if (!hasShared) {
			ctx.skip(withoutShared);
		}

		const file = path.join(sharedFolder, `fixtures/boards-public/${board}.json`);
		const root = new MemoryRoot(JSON.parse(readFileSync(file, 'utf8')) as Files);
		const sampler = new Sampler(root, recordedSensors);
		await sampler.open();
		await sampler.sample();
		await root.moveTo(1);
		const readings = await sampler.sample();
		sampler.close();
		const usage = usageOf(backend, readings);
		const power = choosePower(readings, usage);
		const found = {
			celsius: told(chooseTemperature(readings, usage)),
			megahertz: told(chooseClock(readings, usage), 1e6),
			watts: 'missing' in power ? power.missing : power.watts,
		};
		expect(
			isAs(found.celsius, celsius) && isAs(found.megahertz, megahertz) && isAs(found.watts, watts),
			JSON.stringify(found),
		).toBe(true);
	});
});
