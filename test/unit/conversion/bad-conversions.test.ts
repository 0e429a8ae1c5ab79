import {chmodSync, existsSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {assertRoom} from '../../../source/conversion/cache.js';
import {convertModel} from '../../../source/conversion/convert-model.js';
import {type ConversionOptions} from '../../../source/conversion/wish.js';
import {type FormatName} from '../../../source/models/manifest.js';
import {resolveModel} from '../../../source/models/resolve-model.js';
import {halves, temporaryFolder} from '../frames/images.js';
import {onnxBytes, tinyClassifier} from '../models/onnx/onnx-bytes.js';

/* Converters that go wrong: small programs in place of Python. */

let folder: ReturnType<typeof temporaryFolder>;
const at = (name: string): string => path.join(folder.path, name);
const {XDG_CACHE_HOME: cacheBefore} = process.env;

beforeEach(async () => {
	folder = temporaryFolder();
	process.env['XDG_CACHE_HOME'] = at('cache');
	writeFileSync(at('tiny.onnx'), onnxBytes(tinyClassifier({classes: 4})));
	await Promise.all(
		[0, 1, 2].map(async number =>
			halves(40, 30)
				.png()
				.toFile(at(`${number}.png`)),
		),
	);
});

afterEach(() => {
	folder.remove();
	if (cacheBefore === undefined) {
		delete process.env['XDG_CACHE_HOME'];
	} else {
		process.env['XDG_CACHE_HOME'] = cacheBefore;
	}
});

/** A program that answers as the converter does. */
const fakePython = (body: string): string => {
	const file = at('python');
	writeFileSync(
		file,
		`#!${process.execPath}\nconst {copyFileSync, readFileSync, writeFileSync} = require('node:fs');\nconst request = JSON.parse(readFileSync(0, 'utf8'));\nconst tell = answer => console.log(JSON.stringify(answer));\nconst done = {done: {by: 'a copy', versions: {}}};\n${body}\n`,
	);
	chmodSync(file, 0o755);
	return file;
};

const entries = (count = 3) =>
	Array.from({length: count}, (_, number) => ({file: at(`${number % 3}.png`), classes: []}));

const convert = async (
	python: string,
	options: Partial<ConversionOptions> = {},
	to: FormatName = 'onnx',
) =>
	convertModel(
		{
			original: await resolveModel(at('tiny.onnx')),
			to,
			...(to === 'onnx' && {precision: 'int8' as const}),
		},
		{
			frames: async () => ({compared: entries(32), calibration: entries()}),
			python,
			...options,
		},
	);

/** What lies in the cache of conversions. */
const left = (): string[] =>
	existsSync(at('cache/edgetop/converted')) ? readdirSync(at('cache/edgetop/converted')) : [];

describe('one line, and nothing half left', () => {
	test.each([
		[
			'an operator that it lacks',
			"tell({error: {message: 'edgetop’s own writer does not take operator Foo'}});",
			'converting onnx to onnx: edgetop’s own writer does not take operator Foo',
		],
		[
			'a missing library, with the command',
			"tell({error: {message: 'no module onnx', mend: 'pip install onnx'}});",
			'converting onnx to onnx: no module onnx; pip install onnx',
		],
		[
			'a converter that dies',
			"writeFileSync(request.target, 'half'); console.error('Segmentation fault'); process.exit(3);",
			'converting onnx to onnx: the converter ended with exit code 3 (Segmentation fault)',
		],
		[
			'a converter that says nothing of use',
			"console.log('hello'); console.log('{}');",
			'converting onnx to onnx: the converter ended with exit code 0',
		],
	])('%s', async (_, body, message) => {
		await expect(convert(fakePython(body))).rejects.toThrow(message);
		expect(left()).toEqual([]);
	});

	test('a converter that hangs is ended', async () => {
		const python = fakePython(
			"writeFileSync(request.target, 'half'); setInterval(() => {}, 1000);",
		);
		await expect(convert(python, {timeoutMs: 500})).rejects.toThrow(
			/not done after 1 s and ended$/,
		);
		expect(left()).toEqual([]);
	});

	test('a conversion that is no longer wanted', async () => {
		const python = fakePython("tell({progress: 'writing'}); setInterval(() => {}, 1000);");
		const controller = new AbortController();
		const converting = convert(python, {
			signal: controller.signal,
			onProgress(text) {
				if (text === 'writing') {
					controller.abort();
				}
			},
		});
		await expect(converting).rejects.toThrow('abort');
		expect(left()).toEqual([]);
	});

	test.each(['onnx', 'torchscript', 'tflite', 'saved-model', 'openvino'] as const)(
		'to %s by a Python without any library: the command that installs one',
		async to => {
			const python = at('bare');
			// Without its site, a Python has its own library alone.
			writeFileSync(python, '#!/bin/sh\nexec python3 -S "$@"\n');
			chmodSync(python, 0o755);
			await expect(convert(python, {}, to)).rejects.toThrow(
				/^converting onnx to [a-z-]+: Python [\d.]+ \(.*\) has no module [a-z]+; .*install [a-z-]+$/,
			);
			expect(left()).toEqual([]);
		},
	);

	test('no such Python', async () => {
		await expect(convert(at('no-python'))).rejects.toThrow(
			`the converter cannot start: no program ${at('no-python')}`,
		);
	});

	test('a cache that cannot be written', async () => {
		writeFileSync(at('file'), '');
		process.env['XDG_CACHE_HOME'] = at('file');
		await expect(convert(at('no-python'))).rejects.toThrow(
			'converting tiny to onnx: a part of the path is no folder',
		);
	});

	test('a disk without room', async () => {
		const measure = (async () => ({bavail: 10, bsize: 4096})) as unknown as Parameters<
			typeof assertRoom
		>[2];
		await expect(assertRoom('/cache', 10e6, measure)).rejects.toThrow(
			'no room to convert: 0 MB are free in /cache, 94 MB are wanted; free some, or set XDG_CACHE_HOME to another disk',
		);
	});

	test('a model that answers otherwise is refused with the figures', async () => {
		const other = tinyClassifier({classes: 4});
		const [w, b, m] = other.tensors!;
		const matrix = new Float32Array(32);
		matrix.fill(1, 24);
		writeFileSync(
			at('other.onnx'),
			onnxBytes({...other, tensors: [w!, b!, {...m!, raw: new Uint8Array(matrix.buffer)}]}),
		);
		const python = fakePython(
			`copyFileSync(${JSON.stringify(at('other.onnx'))}, request.target); tell(done);`,
		);
		await expect(convert(python)).rejects.toThrow(
			/^tiny as onnx is not believed: 0 of 32 frames have the original's best class, probabilities differ by up to 0\.\d+ \(wanted: 26 of 32\)$/,
		);
		expect(left()).toEqual([]);
	});
});

test('what was converted once is kept, with how it compares', async () => {
	const python = fakePython('copyFileSync(request.source, request.target); tell(done);');
	const converted = await convert(python);
	expect(converted.conversion).toMatchObject({
		from: 'onnx',
		to: 'onnx',
		precision: 'int8',
		by: 'a copy',
		frames: 32,
		agreeing: 32,
		largestDifference: 0,
	});
	expect(existsSync(converted.path)).toBe(true);
	expect(left()).toHaveLength(1);

	rmSync(python);
	expect(await convert(python)).toEqual(converted);
	// Another original is another conversion.
	writeFileSync(at('tiny.onnx'), onnxBytes(tinyClassifier({classes: 5})));
	await expect(convert(python)).rejects.toThrow('cannot start');
});
