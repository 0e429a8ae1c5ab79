import path from 'node:path';
import {type Flags} from '../flags.js';
import {presets, type Preset} from '../measure/validity.js';
import {parseChoice, parseDuration, parseWhole} from '../text/parse-values.js';
import {UserError} from '../text/user-error.js';
import {edgetopVersion} from '../system/version.js';
import {type StoredSettings, type Pair} from './bench-state.js';
import {sliceRule} from './interleave.js';
import {readStreamSettings, type StreamSettings} from './stream-settings.js';

const defaultSlices = 4;
const defaultCoolDownMs = 120_000;

/** What one matrix is. */
export type BenchSettings = {
	readonly matrix: StoredSettings;
	readonly pairs: readonly Pair[];
	readonly preset: Preset;
	/** Longest wait for the temperature of the start, ms; 0: none. */
	readonly coolDownMs: number;
	/** Exact frames of a slice, where frames were asked for. */
	readonly sliceFrames?: number;
	/** How many streams hold is asked for too. */
	readonly streams?: StreamSettings | undefined;
};

/** Flags of a run that change what is measured. */
const measuringFlags = [
	'device',
	'threads',
	'backendOption',
	'precision',
	'python',
	'source',
	'labels',
	'limit',
	'classes',
	'shuffleSeed',
	'framesFrom',
	'framesCache',
	'preset',
	'warmup',
	'idleBaseline',
	'sensorRoot',
	'powerInput',
] as const;

/** Flags of a run that mean nothing here. */
const refused = ['passes', 'model', 'backend', 'journal', 'minFps', 'maxP99', 'minTop1'] as const;

const names = (flag: string, text: string): string[] => {
	const items = text.split(',').map(item => item.trim());
	if (items.includes('')) {
		throw new UserError(`--${flag} ${text}: expected names with a comma between them`);
	}

	return [...new Set(items)];
};

const wholeRule = (flags: Flags, preset: Preset) => {
	if (flags.frames !== undefined && flags.duration !== undefined) {
		throw new UserError('bench: give --frames or --duration of each pair, not both');
	}

	return flags.frames === undefined
		? flags.duration === undefined
			? presets[preset]
			: {queries: 1, seconds: parseDuration('duration', flags.duration) / 1000}
		: {queries: parseWhole('frames', flags.frames), seconds: 0};
};

/**
@param fallback Models and backends that are taken where none are named.
@throws UserError
*/
export const readSettings = (
	flags: Flags,
	fallback: {readonly models: readonly string[]; readonly backends: readonly string[]},
): BenchSettings => {
	for (const name of refused) {
		if (flags[name] !== undefined) {
			const flag = name.replaceAll(/[A-Z]/g, letter => `-${letter.toLowerCase()}`);
			throw new UserError(
				`--${flag} has no meaning for bench; it takes --models, --backends, --preset, --frames or --duration`,
			);
		}
	}

	const models = flags.models === undefined ? fallback.models : names('models', flags.models);
	const backends =
		flags.backends === undefined ? fallback.backends : names('backends', flags.backends);
	const preset = parseChoice('preset', flags.preset ?? 'quick', Object.keys(presets) as Preset[]);
	const slices =
		flags.slices === undefined ? defaultSlices : parseWhole('slices', flags.slices, {most: 100});
	const coolDownMs =
		flags.coolDown === undefined
			? defaultCoolDownMs
			: flags.coolDown === 'off'
				? 0
				: parseDuration('cool-down', flags.coolDown);
	const rule = sliceRule(wholeRule(flags, preset), slices);
	const given = measuringFlags.flatMap(name =>
		flags[name] === undefined ? [] : [[name, flags[name]] as const],
	);
	return {
		matrix: {
			edgetop: edgetopVersion,
			models,
			backends,
			slices,
			rule,
			flags: {
				...Object.fromEntries(given),
				...(flags.source !== undefined && {source: path.resolve(flags.source)}),
			},
		},
		pairs: models.flatMap(model => backends.map(backendId => ({model, backendId}))),
		preset,
		coolDownMs,
		streams: readStreamSettings(flags),
		...(flags.frames !== undefined && {sliceFrames: rule.queries}),
	};
};
