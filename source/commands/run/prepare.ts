import path from 'node:path';
import {monotonicMs} from '../../system/clock.js';
import {type Flags} from '../../flags.js';
import {presets, warmupRule, type Preset} from '../../measure/validity.js';
import {framesFromNames} from '../../frames/choose-frames.js';
import {isFailure} from '../../sensors/roots/root.js';
import {checkSensorRoot, readReplaySettings} from '../../sensors/roots/tree-root.js';
import {openJournal} from '../../journal/retention.js';
import {type ArmOptions, type SessionOptions} from '../../run/options.js';
import {sessionsFolder} from '../../system/paths.js';
import {readReferences} from '../../record/reference/read-reference.js';
import {removeLeftovers} from '../../system/replace-file.js';
import {SaveFile} from '../../system/save-file.js';
import {type RecordedBoard} from '../../throttling/board-clock.js';
import {
	parseBytes,
	parseChoice,
	parseDuration,
	parseNumber,
	parsePairs,
	parseShare,
	parseWhole,
} from '../../text/parse-values.js';
import {UserError} from '../../text/user-error.js';
import {edgetopVersion} from '../../system/version.js';
import {isExclusiveBackend} from '../../models/exclusive.js';
import {precisionNames, precisionWay} from '../../models/precision.js';
import {conversionNotes} from './conversion-notes.js';
import {findRunnable, type FindWishes, usualBackend} from './find-model.js';
import {openFrames} from './open-frames.js';
import {endOf, goOnWith} from './resume.js';

const defaultModel = 'efficientnet-b0';

const presetNames = Object.keys(presets) as Preset[];

/** Applies a parser to a flag that was given. */
const given = <T>(value: string | undefined, parse: (value: string) => T): T | undefined =>
	value === undefined ? undefined : parse(value);

/** Leaves out what is undefined, as exact optional properties ask. */
const defined = <T extends Record<string, unknown>>(values: T) =>
	Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
		[K in keyof T]?: Exclude<T[K], undefined>;
	};

/** What the files of a run are called: when it began, what it ran, and its process. */
const nameRun = (modelName: string): string => {
	const stamp = new Date().toISOString().replaceAll(':', '-').slice(0, 19);
	// The name of a model in a package has a colon, which not every file system takes.
	return `${stamp}Z-${modelName.replaceAll(/[^\w.-]/g, '-')}-${process.pid}`;
};

const defaultSaveFile = (name: string): SaveFile => {
	removeLeftovers(sessionsFolder());
	return new SaveFile(path.join(sessionsFolder(), `${name}.json`), {shouldMakeFolder: true});
};

/** @throws UserError where a file that was asked for cannot be written. */
const journalOf = (name: string, asked: string | undefined): Pick<SessionOptions, 'journal'> => {
	if (asked === 'off') {
		return {};
	}

	const journal = openJournal(name, asked === undefined ? undefined : path.resolve(asked));
	if (asked !== undefined && typeof journal === 'string') {
		throw new UserError(`--journal: ${journal}`);
	}

	return {journal};
};

/** Where summary and journal go. An error leaves no temporary file behind. */
const outputsOf = (
	name: string,
	{output, journal}: Flags,
): Pick<SessionOptions, 'saveFile' | 'journal'> => {
	const saveFile = given(output, value => new SaveFile(value)) ?? defaultSaveFile(name);
	try {
		return {saveFile, ...journalOf(name, journal)};
	} catch (error) {
		saveFile.close();
		throw error;
	}
};

/** What the flags say is to run, and on what. */
const choose = async (flags: Flags) => {
	const name = flags.model ?? defaultModel;
	const backendId = flags.backend ?? usualBackend(name);
	const precision = given(flags.precision, value =>
		precisionWay(backendId, parseChoice('precision', value, precisionNames)),
	);
	const backendOptions = {
		...precision?.options,
		...parsePairs('backend-option', flags.backendOption ?? []),
	};
	const wishes = {labels: flags.labels, precision: precision?.file, source: flags.source};
	const engine = defined({
		device: flags.device,
		threads: given(flags.threads, value => parseWhole('threads', value, {most: 1024})),
	});
	const model = await findRunnable(name, backendId, backendOptions, wishes);
	return {name, wishes, model, backendId, backendOptions, ...engine};
};

/** @throws UserError where the two cannot be loaded at once. */
const chooseSecondArm = async (flags: Flags, backendId: string): Promise<ArmOptions> => {
	const {name, wishes: _, ...armB} = await choose(flags);
	if (armB.backendId === backendId && isExclusiveBackend(backendId)) {
		throw new UserError(
			`the device of ${backendId} serves one engine at a time: ${name} cannot run in turns with another model on it; save a session of each and compare those`,
		);
	}

	return armB;
};

/** A shorter idle time gives no baseline (mean power needs 30 s). */
const parseIdle = (value: string): number => {
	const milliseconds = parseDuration('idle-baseline', value);
	if (milliseconds < 30_000) {
		throw new UserError(`--idle-baseline ${value}: at least 30s are needed for a mean`);
	}

	return milliseconds;
};

/** @throws UserError where the folder is none, or its replay.json is not what it should be. */
const openRecordedBoard = (sensorRoot: string): RecordedBoard => {
	const folder = path.resolve(sensorRoot);
	checkSensorRoot(folder);
	const settings = readReplaySettings(folder);
	if (isFailure(settings) && settings.kind !== 'missing') {
		throw new UserError(`--sensor-root ${folder}: ${settings.reason}`);
	}

	const {speed, fpsScale} = isFailure(settings) ? {speed: 1, fpsScale: undefined} : settings;
	return {
		root: path.basename(folder),
		speed,
		startedAtMs: monotonicMs(),
		isPaced: fpsScale !== undefined,
		hasSlowdown: fpsScale?.some(({content}) => Number(content.replace('~', '')) !== 1) ?? false,
	};
};

const passesOf = (flags: Flags): number | undefined => {
	if (flags.loop && flags.passes !== undefined) {
		throw new UserError(`--loop and --passes ${flags.passes} contradict each other`);
	}

	return given(flags.passes, value => parseWhole('passes', value));
};

/**
Everything a run needs, checked before anything starts: a bad flag, folder, model or output path ends here with one line.

@throws UserError
*/
export const prepare = async (
	flags: Flags,
	run: {
		readonly commandLine: readonly string[];
		readonly isHeadless: boolean;
		readonly periodMs: number;
		readonly logNative: (line: string) => void;
		/** Of what runs in turns against `flags`. */
		readonly armB?: Flags;
	},
): Promise<SessionOptions> => {
	const askedPreset = given(flags.preset, value => parseChoice('preset', value, presetNames));
	const limits = defined({
		durationMs: given(flags.duration, value => parseDuration('duration', value)),
		frames: given(flags.frames, value => parseWhole('frames', value)),
		idleMs: given(flags.idleBaseline, parseIdle),
	});
	const passes = passesOf(flags);
	const isEndless = [flags.duration, flags.frames, flags.passes, flags.resume].every(
		value => value === undefined,
	);
	const gates = defined({
		minFps: given(flags.minFps, value => parseNumber('min-fps', value)),
		maxP99Ms: given(flags.maxP99, value => parseDuration('max-p99', value)),
		minTop1: given(flags.minTop1, value => parseShare('min-top1', value)),
	});
	const seed = given(flags.shuffleSeed, value =>
		parseWhole('shuffle-seed', value, {least: 0, most: 2 ** 32 - 1}),
	);
	const memory = {
		framesFrom: given(flags.framesFrom, value =>
			parseChoice('frames-from', value, framesFromNames),
		),
		cacheBytes: given(flags.framesCache, value => parseBytes('frames-cache', value)),
	};
	const replay = flags.sensorRoot === undefined ? undefined : openRecordedBoard(flags.sensorRoot);

	const {name, wishes, ...chosen} = await choose(flags);
	const {model, backendId, backendOptions} = chosen;
	const armB = run.armB && (await chooseSecondArm(run.armB, backendId));
	const dataset = await openFrames(flags, model);
	const frames = {dataset, seed: seed ?? 1};
	const resumed = given(flags.resume, file => goOnWith(file, {...chosen, ...frames, armB}));
	const warnings: string[] = [];
	const references = readReferences(flags.reference ?? [], text => {
		warnings.push(text);
	});
	// A file on the command line is found by its path alone.
	const placeOf = (other: string): string => (other === model.manifest.name ? name : other);
	const wishesFor = (backend: string): FindWishes =>
		backend === backendId ? wishes : {labels: flags.labels, source: flags.source};
	const runName = nameRun(model.manifest.name);
	return {
		edgetopVersion,
		commandLine: run.commandLine,
		...chosen,
		armB,
		...frames,
		...memory,
		warmup: {
			runs: warmupRule.runs,
			milliseconds:
				given(flags.warmup, value => parseDuration('warmup', value)) ?? warmupRule.milliseconds,
		},
		...(!run.isHeadless && {wantsThumbnails: true}),
		replay,
		preset: askedPreset ?? (run.isHeadless ? 'quick' : 'standard'),
		endsWithPreset: run.isHeadless && isEndless && !flags.loop,
		...limits,
		resumed,
		...endOf(passes, dataset, flags.loop ? undefined : resumed),
		references,
		warnings,
		gates,
		// Last: an error before leaves no temporary file behind.
		...outputsOf(runName, flags),
		periodMs: run.periodMs,
		resolveModel: async (other, backend, lookup) =>
			findRunnable(placeOf(other), backend, backend === backendId ? backendOptions : {}, {
				...wishesFor(backend),
				...lookup,
			}),
		...(!run.isHeadless && {
			flipNotes: async other => conversionNotes(placeOf(other), wishesFor('')),
		}),
		logNative: run.logNative,
	};
};
