import {type Dirent} from 'node:fs';
import {readdir, rm, stat, writeFile} from 'node:fs/promises';
import path from 'node:path';
import {type Beside, evaluateFrames} from '../engine/evaluate-frames.js';
import {type FrameEntry} from '../frames/dataset.js';
import {type Conversion} from '../models/conversion.js';
import {type FormatName} from '../models/manifest.js';
import {monotonicMs} from '../system/clock.js';
import {assertRoom, type ConversionRecord} from './cache.js';
import {assertWithin, compareSides, configOf, type Side} from './compare.js';
import {manifestFor, shapeOf} from './converted-model.js';
import {runConverter} from './converter.js';
import {estimateSeconds} from './route.js';
import {type ConversionOptions, type ConversionWish} from './wish.js';

const suffixes: Readonly<Record<FormatName, string>> = {
	onnx: '.onnx',
	tflite: '.tflite',
	torchscript: '.pt',
	'saved-model': '-saved-model',
	openvino: '.xml',
	hef: '.hef',
	rknn: '.rknn',
};

export const leastTimeoutMs = 300_000;

/** Of a file, or of all in a folder. */
export const bytesOf = async (file: string): Promise<number> => {
	const stats = await stat(file);
	if (!stats.isDirectory()) {
		return stats.size;
	}

	const entries: Dirent[] = await readdir(file, {recursive: true, withFileTypes: true});
	const sizes = await Promise.all(
		entries
			.filter(entry => entry.isFile())
			.map(async entry => stat(path.join(entry.parentPath, entry.name))),
	);
	return sizes.reduce((sum, {size}) => sum + size, 0);
};

/** Writes the pictures that 8-bit arithmetic is calibrated on. */
const writeCalibration = async (
	original: Side,
	entries: readonly FrameEntry[],
	file: string,
	beside: Beside,
): Promise<void> => {
	const {values} = await evaluateFrames(
		{config: configOf(original, entries), wants: 'pictures'},
		beside,
	);
	await writeFile(file, values);
};

/** Converts into `partial` and holds the result against its original. */
export const makeConversion = async (
	{original, to, precision = 'float32'}: ConversionWish,
	route: readonly FormatName[],
	partial: string,
	options: ConversionOptions,
): Promise<ConversionRecord> => {
	const {python, signal, isBeside, onProgress, onNativeText} = options;
	const {manifest} = original;
	const beganAtMs = monotonicMs();
	const frames = await options.frames();
	const bytes = await bytesOf(original.path);
	await assertRoom(partial, bytes);
	const stem = path.basename(original.path).replace(/\.[^.]+$/, '');
	const calibration = path.join(partial, 'calibration.f32');
	if (precision === 'int8') {
		onProgress?.('decoding frames for the calibration');
		await writeCalibration(original, frames.calibration, calibration, options);
	}

	const {timeoutMs = Math.max(leastTimeoutMs, 20_000 * estimateSeconds(route, bytes))} = options;
	let source = {path: original.path, format: original.format};
	const writers: string[] = [];
	const versions: Record<string, string> = {};
	for (const [place, format] of route.entries()) {
		const isLast = place === route.length - 1;
		const target = path.join(
			partial,
			`${isLast ? '' : `step-${place}-`}${stem}${suffixes[format]}`,
		);
		const done = await runConverter(
			{
				source: source.path,
				from: source.format,
				to: format,
				target,
				precision: isLast ? precision : 'float32',
				shape: shapeOf(manifest.input),
				output: source.format === original.format ? manifest.output?.name : undefined,
				...(precision === 'int8' && {calibration}),
			},
			{python, signal, isBeside, timeoutMs, onProgress, onNativeText},
		);
		writers.push(done.by);
		Object.assign(versions, done.versions);
		if (place > 0) {
			await rm(source.path, {recursive: true, force: true});
		}

		source = {path: target, format};
	}

	await rm(calibration, {force: true});
	const file = path.basename(source.path);
	onProgress?.(`running both on ${frames.compared.length} frames`);
	const comparison = await compareSides(
		original,
		{manifest: manifestFor(original, to, precision, file), format: to, path: source.path},
		frames.compared,
		{python, signal, isBeside},
	);
	assertWithin(comparison, precision, `${manifest.name} as ${to}`);
	const conversion: Conversion = {
		from: original.format,
		to,
		...(original.sha256 !== undefined && {originalSha256: original.sha256}),
		precision,
		by: writers.join(', then '),
		versions,
		seconds: Math.round((monotonicMs() - beganAtMs) / 100) / 10,
		...comparison,
	};
	return {kind: 'edgetop-conversion', schemaVersion: 1, file, conversion};
};
