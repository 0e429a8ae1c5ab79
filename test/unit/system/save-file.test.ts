import {
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import {SaveFile} from '../../../source/system/save-file.js';
import {UserError} from '../../../source/text/user-error.js';

let folder: string;
beforeEach(() => {
	folder = mkdtempSync(path.join(os.tmpdir(), 'edgetop-save-'));
});
afterEach(() => {
	rmSync(folder, {recursive: true, force: true});
});

const inFolder = (...names: readonly string[]): string => path.join(folder, ...names);

const refusal = (act: () => unknown): UserError => {
	try {
		act();
	} catch (error) {
		expect(error).toBeInstanceOf(UserError);
		return error as UserError;
	}

	throw new Error('nothing was refused');
};

describe('SaveFile', () => {
	it('shows nothing under the name before it is whole, and replaces the file by each save', () => {
		const file = inFolder('run.json');
		const save = new SaveFile(file);
		expect(existsSync(file)).toBe(false);
		save.save('first');
		expect(readFileSync(file, 'utf8')).toBe('first');
		save.save('second');
		expect(readFileSync(file, 'utf8')).toBe('second');
		save.close();
		expect(readdirSync(folder)).toEqual(['run.json']);
	});

	it('leaves nothing behind where a run was never saved', () => {
		const save = new SaveFile(inFolder('run.json'));
		save.close();
		save.close();
		expect(readdirSync(folder)).toEqual([]);
	});

	it('keeps the earlier file when it is opened for a run that is never saved', () => {
		writeFileSync(inFolder('run.json'), 'earlier');
		const save = new SaveFile(inFolder('run.json'));
		expect(readFileSync(inFolder('run.json'), 'utf8')).toBe('earlier');
		save.close();
		expect(readFileSync(inFolder('run.json'), 'utf8')).toBe('earlier');
	});

	it('keeps the file before it when a save fails, and can save again later', () => {
		const file = inFolder('run.json');
		const save = new SaveFile(file);
		save.save('first');
		// In the place of the temporary file: even root cannot write to a folder.
		const obstacle = `${file}.${process.pid}.tmp`;
		mkdirSync(obstacle);
		const error = refusal(() => {
			save.save('second');
		});
		expect(error.message).toBe(`cannot save ${file}: it is a folder`);
		expect(error.exitCode).toBe(1);
		expect(readFileSync(file, 'utf8')).toBe('first');
		rmSync(obstacle, {recursive: true});
		save.save('third');
		save.close();
		expect(readFileSync(file, 'utf8')).toBe('third');
		expect(readdirSync(folder)).toEqual(['run.json']);
	});

	it('tells a folder that went away in the middle of a run', () => {
		const file = inFolder('sessions', 'run.json');
		const save = new SaveFile(file, {shouldMakeFolder: true});
		rmSync(inFolder('sessions'), {recursive: true});
		expect(
			refusal(() => {
				save.save('text');
			}).message,
		).toBe(`cannot save ${file}: no such folder`);
		save.close();
	});

	it('refuses a bad path at once, in one line, and leaves nothing there', () => {
		mkdirSync(inFolder('folder'));
		writeFileSync(inFolder('plain'), 'text');
		const cases = [
			{file: inFolder('absent', 'run.json'), reason: 'no such folder'},
			{file: inFolder('folder'), reason: 'it is a folder'},
			{file: inFolder('plain', 'run.json'), reason: 'a part of the path is no folder'},
		];
		for (const {file, reason} of cases) {
			const error = refusal(() => new SaveFile(file));
			expect(error.message).toBe(
				`cannot write ${file}: ${reason}; choose another file with --output`,
			);
			expect(error.exitCode).toBe(2);
		}

		expect(readdirSync(folder).toSorted()).toEqual(['folder', 'plain']);
	});

	it('never puts a summary in the place of a device', context => {
		context.skip(process.platform === 'win32', 'Windows has no device files');
		// Through a link, so that nothing can happen to the device itself.
		symlinkSync('/dev/null', inFolder('null'));
		expect(refusal(() => new SaveFile(inFolder('null'))).message).toMatch(/it is no regular file/);
		expect(readdirSync(folder)).toEqual(['null']);
	});
});
