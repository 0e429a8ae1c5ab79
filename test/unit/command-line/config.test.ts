import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {afterAll, describe, expect, it} from 'vitest';
import {configFile, fileSettings} from '../../../source/command-line/config/config-file.js';
import {
	applicable,
	environmentSettings,
	type Settings,
	variableOf,
} from '../../../source/command-line/config/settings.js';
import {readPalette} from '../../../source/views/canvas/palette.js';
import {makeTheme, roleNames} from '../../../source/views/canvas/theme.js';

const folder = mkdtempSync(path.join(os.tmpdir(), 'edgetop-config-'));
afterAll(() => {
	rmSync(folder, {recursive: true, force: true});
});

const write = (text: string, name = 'config.toml'): string => {
	const file = path.join(folder, name);
	writeFileSync(file, text);
	return file;
};

const valuesOf = (settings: Settings): Record<string, unknown> =>
	Object.fromEntries([...settings].map(([name, {value}]) => [name, value]));

describe('the file', () => {
	it('has the flags as keys, numbers and lists among them', async () => {
		const file = write(
			'# usual\n\nthreads = 4\n"frames-cache" = "256M"\nheadless = true\nreference = ["a", "b"]\ncolor = false\nmin-fps = 2.5\n',
		);
		const settings = await fileSettings(file);
		expect(valuesOf(settings)).toEqual({
			threads: '4',
			framesCache: '256M',
			headless: true,
			reference: ['a', 'b'],
			color: false,
			minFps: '2.5',
		});
		expect(settings.get('threads')?.from).toBe(`${file}, line 3`);
		expect(settings.get('framesCache')?.from).toBe(`${file}, line 4`);
	});

	it('need not be there', async () => {
		const settings = await fileSettings(path.join(folder, 'none.toml'));
		expect(settings.size).toBe(0);
	});

	it.each([
		['\nthreads = true\n', /config\.toml, line 2: threads = true: expected a text or a number$/],
		['headless = "yes"\n', /line 1: headless = "yes": expected true or false$/],
		['reference = [1, true]\n', /line 1: reference = \[1,true\]: expected a list of texts$/],
		['model = ["a"]\n', /line 1: model = \["a"\]: expected a text or a number$/],
		['threads = nan\n', /line 1: threads = null: expected a text or a number$/],
		['\n\nmodle = "x"\n', /line 3: unknown key "modle", did you mean "model"\?$/],
		['framesCache = "1M"\n', /line 1: unknown key "framesCache"/],
		['[screen]\nascii = true\n', /line 1: unknown key "screen"/],
		['help = true\n', /line 1: unknown key "help"/],
		['model = "a"\nmodel = "b"\n', /line 2: no TOML: /],
		['model = \u0007\n', /line 1: no TOML: /],
	])('%j is refused in one line', async (text, message) => {
		const refusal = await fileSettings(write(text)).catch((error: unknown) => error as Error);
		expect(refusal).toMatchObject({exitCode: 2});
		expect((refusal as Error).message).toMatch(message);
		expect((refusal as Error).message).not.toMatch(/[\n\u0007]/);
	});

	it('lies in the folder of XDG', () => {
		expect(configFile({XDG_CONFIG_HOME: '/etc/own'})).toBe('/etc/own/edgetop/config.toml');
		expect(configFile({XDG_CONFIG_HOME: 'relative'})).toBe(
			path.join(os.homedir(), '.config/edgetop/config.toml'),
		);
	});
});

describe('the environment', () => {
	it('has a variable for each flag', () => {
		expect(variableOf('framesCache')).toBe('EDGETOP_FRAMES_CACHE');
		expect(
			valuesOf(
				environmentSettings({
					EDGETOP_FRAMES_CACHE: '1M',
					EDGETOP_HEADLESS: '1',
					EDGETOP_COLOR: 'false',
					EDGETOP_REFERENCE: 'a.json',
					EDGETOP_MODEL: '',
					EDGETOP_HELP: '1',
				}),
			),
		).toEqual({framesCache: '1M', headless: true, color: false, reference: ['a.json']});
		expect(() => environmentSettings({EDGETOP_HEADLESS: 'maybe'})).toThrow(
			'EDGETOP_HEADLESS=maybe: expected 1 or 0',
		);
	});
});

describe('what applies', () => {
	const settings = (values: Record<string, string | boolean>): Settings =>
		new Map(Object.entries(values).map(([name, value]) => [name, {value, from: 'x'}]));

	it('flag before environment before file, of flags that the command takes', () => {
		const environment = settings({threads: '2', backend: 'wasm'});
		const file = settings({threads: '3', backend: 'null', frames: '5', slices: '2', debug: true});
		expect(valuesOf(applicable(undefined, new Set(['backend']), [environment, file]))).toEqual({
			threads: '2',
			frames: '5',
			debug: true,
		});
		expect(valuesOf(applicable('doctor', new Set(), [environment, file]))).toEqual({debug: true});
	});

	it('a command that refuses a flag is not told of it', () => {
		const file = settings({model: 'x', journal: 'off', threads: '2'});
		expect(valuesOf(applicable('bench', new Set(), [file]))).toEqual({threads: '2'});
	});

	it('what contradicts something nearer is dropped', () => {
		const file = settings({loop: true, json: true});
		expect(valuesOf(applicable(undefined, new Set(['passes']), [file]))).toEqual({json: true});
		expect(valuesOf(applicable(undefined, new Set(), [settings({format: 'text'}), file]))).toEqual({
			format: 'text',
			loop: true,
		});
	});
});

describe('themes', () => {
	it.each(['dark', 'light', 'colour-blind'])(
		'%s styles the same roles, no two signs alike',
		name => {
			const {many, sixteen} = readPalette(name);
			const roles = Object.keys(readPalette('dark').many);
			expect(Object.keys(many)).toEqual(roles);
			expect(Object.keys(sixteen)).toEqual(roles);
			const signs = [many.good, many.warn, many.bad, many.accent, many.chart];
			expect(new Set(signs).size).toBe(signs.length);
		},
	);

	it('dark is what there is without one', () => {
		for (const depth of ['16', '256', 'truecolor', 'none'] as const) {
			for (const role of roleNames) {
				expect(makeTheme(depth, false, readPalette('dark')).style('x', role), role).toBe(
					makeTheme(depth, false).style('x', role),
				);
			}
		}
	});

	it('a file may style a few roles; a wrong one is one line', () => {
		const own = readPalette(write('[colours]\ngood = "bold 17"\n', 'own.toml'));
		expect(own).toEqual({many: {good: '1;38;5;17'}, sixteen: {}});
		expect(makeTheme('256', false, own).style('x', 'good')).toContain('[1;38;5;17m');
		for (const text of [
			'[colours]\ngoood = "red"\n',
			'[colours]\ngood = "reddish"\n',
			'[sixteen]\ngood = 3\n',
			'good = "red"\n',
			'good',
		]) {
			expect(() => readPalette(write(text, 'bad.toml'))).toThrow(/^--theme \/.*bad\.toml: [^\n]+$/);
		}

		expect(() => readPalette('none')).toThrow(
			'expected one of colour-blind, dark, light, or a file',
		);
	});
});
