import {execFileSync, spawn} from 'node:child_process';
import {mkdtempSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {afterAll, describe, expect, it} from 'vitest';
import {readReference} from '../../../source/record/reference/read-reference.js';
import {readSummary} from '../../../source/journal/read/read-summary.js';
import {readJournal} from '../../../source/journal/read/read-journal.js';
import {readLabels} from '../../../source/models/labels.js';
import {openModelFile} from '../../../source/models/model-file.js';
import {openGiven, readGiven, readGivenText} from '../../../source/system/read-given.js';

const folder = mkdtempSync(path.join(os.tmpdir(), 'edgetop-given-'));
const at = (name: string): string => path.join(folder, name);

afterAll(() => {
	rmSync(folder, {recursive: true});
});

const pipe = (name: string): string => {
	execFileSync('mkfifo', [at(name)]);
	return at(name);
};

it('a file is read whole; a larger one is refused, with both sizes', () => {
	writeFileSync(at('text'), 'a\nb\n');
	expect(readGivenText(at('text'))).toBe('a\nb\n');
	writeFileSync(at('large'), Buffer.alloc(3 * 2 ** 20));
	expect(() => readGiven(at('large'), {mostBytes: 2 ** 20})).toThrow(
		'it has 3 MB, more than the 1 MB that are read',
	);
	expect(() => readGiven(at('none'))).toThrow(expect.objectContaining({code: 'ENOENT'}));
	expect(() => readGiven(folder)).toThrow(expect.objectContaining({code: 'EISDIR'}));
});

describe.skipIf(process.platform === 'win32')('what is no file', () => {
	it('a pipe with a writer is read to its end, also where the writer is slow', () => {
		const slow = pipe('slow');
		spawn('sh', ['-c', `exec > ${slow}; printf one; sleep 0.3; printf two`]);
		expect(readGivenText(slow)).toBe('onetwo');
	});

	it('a pipe without a writer, or with a silent one, is given up', () => {
		const silent = pipe('silent');
		expect(() => readGiven(silent, {patienceMs: 100})).toThrow('it is a pipe, and nothing came');
		const writer = spawn('sh', ['-c', `exec > ${silent}; exec sleep 60`]);
		expect(() => readGiven(silent, {patienceMs: 500})).toThrow('it is a pipe, and nothing came');
		writer.kill();
		expect(() => readGiven(silent, {patienceMs: 0})).toThrow('it is a pipe, not a file');
		expect(() => openGiven(silent)).toThrow('it is a pipe, not a file');
	});

	it('a pipe that never ends is left at the limit', () => {
		const endless = pipe('endless');
		const writer = spawn('sh', ['-c', `exec yes > ${endless}`]);
		expect(() => readGiven(endless, {mostBytes: 2 ** 20})).toThrow('it gives more than 1 MB');
		writer.kill();
	});

	it('a device is refused at once, through a link too', () => {
		symlinkSync('/dev/zero', at('zero.csv'));
		for (const file of ['/dev/zero', at('zero.csv')]) {
			expect(() => readGiven(file)).toThrow('it is a device, not a file');
			expect(() => openGiven(file)).toThrow('it is a device, not a file');
		}
	});

	it('labels, models, summaries, journals and tables of boards say it in one line', async () => {
		const model = pipe('model.onnx');
		await expect(openModelFile(model)).rejects.toThrow(`${model}: it is a pipe, not a file`);
		await expect(readLabels('/dev/zero')).rejects.toThrow(
			'/dev/zero: labels cannot be read: it is a device, not a file',
		);
		expect(() => readSummary('/dev/zero')).toThrow(
			'cannot read /dev/zero: it is a device, not a file',
		);
		expect(() => readJournal(model)).toThrow(`cannot read ${model}: it is a pipe, not a file`);
		expect(() => readReference(at('zero.csv'))).toThrow('it is a device, not a file');
		const manifest = pipe('manifest.json');
		await expect(openModelFile(manifest)).rejects.toThrow('it is a pipe, not a file');
	});
});
