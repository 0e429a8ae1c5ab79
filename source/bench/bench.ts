import path from 'node:path';
import process from 'node:process';
import {probeBackends} from '../engine/probe-backends.js';
import {type Flags} from '../flags.js';
import {stateFolder} from '../system/paths.js';
import {sanitize} from '../text/sanitize.js';
import {takeLock} from '../system/file-lock.js';
import {openNativeLog} from '../commands/run/native-log.js';
import {watchSignals} from '../commands/run/signals.js';
import {readReferences} from '../record/reference/read-reference.js';
import {pairRow, unmeasuredRow} from './report/pair-row.js';
import {blindPauseMs, readTemperature} from './cool-down.js';
import {BenchFolder, settingsKey, type BenchState} from './bench-state.js';
import {benchFormat, benchOutput, referencesOf} from './report/bench-output.js';
import {checkNames, everythingHere, planPairs} from './plan.js';
import {sensorPlace, SliceRunner} from './run-slices.js';
import {readSettings, type BenchSettings} from './settings.js';

/** The state of this matrix: of its first start, or a new one with the temperature of now. */
const openState = async (
	settings: BenchSettings,
	flags: Flags,
	{folder, runner, signal}: {folder: BenchFolder; runner: SliceRunner; signal: AbortSignal},
): Promise<BenchState> => {
	const key = settingsKey(settings.matrix);
	const known = folder.load(key);
	const {progress} = runner;
	if (known) {
		const whole = runner.left.length;
		progress.tell(
			whole === 0
				? `all of it was measured before, from ${known.startedAt} on; --fresh measures anew`
				: `goes on with what was begun at ${known.startedAt} (--fresh starts anew)`,
		);
		return known;
	}

	const {last, missing} =
		settings.coolDownMs === 0
			? {missing: 'cool-down is off'}
			: await readTemperature(sensorPlace(flags), signal);
	if (missing !== undefined && settings.coolDownMs > 0) {
		progress.tell(
			`no cool-down by temperature: ${missing}; a pause of ${blindPauseMs / 1000} s between slices instead`,
		);
	}

	const state: BenchState = {
		kind: 'edgetop-bench-state',
		schemaVersion: 1,
		key,
		startedAt: new Date().toISOString(),
		startTemperature: last,
	};
	folder.save(state);
	return state;
};

/**
`edgetop bench`: every pair of models and backends that can run, in turns.

@returns The exit code: of the signal that ended it, or 1 where a pair failed.
@throws UserError
*/
export const runBench = async (flags: Flags, commandLine: readonly string[]): Promise<number> => {
	const format = benchFormat(flags);
	const tables = readReferences(flags.reference ?? [], text => {
		process.stderr.write(`edgetop: ${text}\n`);
	});
	const stop = new AbortController();
	let runner: SliceRunner | undefined;
	const signals = watchSignals({
		async end(reason, detail) {
			stop.abort();
			await runner?.slot.session?.end(reason, detail);
		},
		abandon(detail, reason) {
			runner?.slot.session?.abandon(detail, reason);
		},
	});
	process.stderr.on('error', () => undefined);
	// What is wrong with the flags is said before backends are asked, which takes seconds; only those that are named are.
	const named = readSettings(flags, {models: [], backends: []});
	await checkNames(named);
	const probed = await probeBackends(
		flags.backends === undefined ? undefined : named.matrix.backends,
	);
	const settings = readSettings(flags, await everythingHere(probed));
	const folder = new BenchFolder(
		flags.output ?? path.join(stateFolder(), 'bench', settingsKey(settings.matrix).slice(0, 12)),
	);
	const lock = await takeLock(folder.lockFile, 'is measuring this bench');
	const log = openNativeLog();
	try {
		if (flags.fresh) {
			folder.clear();
		}

		// Another matrix in this folder is an error before anything is measured.
		folder.load(settingsKey(settings.matrix));
		const pairs = await planPairs(settings, probed, flags, {
			commandLine,
			logNative(line) {
				log.write(line);
			},
			signal: stop.signal,
		});
		runner = new SliceRunner(settings, flags, folder, pairs);
		const state = await openState(settings, flags, {
			folder,
			runner,
			signal: stop.signal,
		});
		await runner.run(state.startTemperature, stop.signal);
		await runner.searchStreams(state.startTemperature, stop.signal);
		const finished = runner;
		const rows = pairs.map((pair, place) => {
			const failure = finished.failures.get(place);
			return 'reason' in pair
				? unmeasuredRow({model: pair.model, backendId: pair.backendId}, sanitize(pair.reason))
				: pairRow({model: pair.model, backendId: pair.backendId}, finished.slicesOf(place), {
						preset: settings.preset,
						wanted: settings.matrix.slices,
						streams: finished.answers.get(place),
						...(failure !== undefined && {failure: sanitize(failure)}),
					});
		});
		const {left} = finished;
		const searches = [...finished.answers.values()].filter(answer => !answer.isComplete).length;
		const isComplete = left.length === 0 && searches === 0;
		const {key: _, ...facts} = state;
		process.stdout.write(
			benchOutput(rows, format, {
				document: {
					...facts,
					kind: 'edgetop-bench',
					isComplete,
					preset: settings.preset,
					streams: settings.streams,
					...settings.matrix,
				},
				notes: [],
				references: referencesOf(rows, tables),
				width: process.stdout.columns,
			}),
		);
		process.stderr.write(
			isComplete
				? `saved to ${sanitize(folder.path)}\n`
				: `${[...(left.length > 0 ? [`${left.length} slices`] : []), ...(searches > 0 ? [`${searches} searches for streams`] : [])].join(' and ')} are left; the same command goes on with them (${sanitize(folder.path)})\n`,
		);
		return signals.exitCode() ?? (finished.failures.size > 0 ? 1 : 0);
	} finally {
		log.close();
		await lock.release();
	}
};
