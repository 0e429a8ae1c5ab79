import {type ProbedBackend} from '../engine/protocol.js';
import {type Flags} from '../flags.js';
import {type SessionOptions} from '../run/options.js';
import {messageOf, UserError} from '../text/user-error.js';
import {formatsOf} from '../models/formats.js';
import {findModel, listModels} from '../models/library.js';
import {isNamedModel} from '../models/named-model.js';
import {describeByRuntime} from '../commands/run/find-model.js';
import {prepare} from '../commands/run/prepare.js';
import {type Pair} from './bench-state.js';
import {type BenchSettings} from './settings.js';

/** A pair with all that its slices need, or the reason why it cannot run. */
export type PlannedPair = Pair & ({readonly options: SessionOptions} | {readonly reason: string});

/** What is taken where no names are given: every model on this machine, every backend that can run. */
export const everythingHere = async (probed: readonly ProbedBackend[]) => {
	const models = await listModels();
	return {
		models: models
			.filter(({files}) => Object.values(files).some(({state}) => state === 'present'))
			.map(({manifest}) => manifest.name),
		backends: probed
			.filter(({availability}) => availability.status === 'available')
			.map(({id}) => id),
	};
};

/** @throws UserError for a name that nothing has: a mistake, no missing runtime. */
export const checkNames = async (settings: BenchSettings): Promise<void> => {
	const {models, backends} = settings.matrix;
	for (const id of backends) {
		if (formatsOf(id).length === 0) {
			throw new UserError(`unknown backend "${id}"; edgetop backends lists them`);
		}
	}

	for (const name of models) {
		if (!isNamedModel(name)) {
			await findModel(name, describeByRuntime());
		}
	}
};

const unavailable = (id: string, probed: readonly ProbedBackend[]): string | undefined => {
	const availability = probed.find(backend => backend.id === id)?.availability;
	return availability?.status === 'unavailable'
		? `${availability.reason}${availability.mend === undefined ? '' : `; ${availability.mend}`}`
		: undefined;
};

const planPair = async (
	pair: Pair,
	probed: readonly ProbedBackend[],
	flags: Flags,
	run: {readonly commandLine: readonly string[]; readonly logNative: (line: string) => void},
): Promise<PlannedPair> => {
	const reason = unavailable(pair.backendId, probed);
	if (reason !== undefined) {
		return {...pair, reason};
	}

	// A slice has a rule and a summary of its own, and no journal beside it.
	const sliceFlags: Flags = {
		...flags,
		model: pair.model,
		backend: pair.backendId,
		journal: 'off',
		output: undefined,
		frames: undefined,
		duration: undefined,
	};
	try {
		const options = await prepare(sliceFlags, {...run, isHeadless: true, periodMs: 500});
		options.saveFile.close();
		if (options.dataset.stream) {
			return {...pair, reason: 'bench counts each image once: --source must be images, no video'};
		}

		return {...pair, options};
	} catch (error) {
		if (error instanceof UserError) {
			return {...pair, reason: messageOf(error)};
		}

		throw error;
	}
};

/**
Looks at every pair before the first one is measured.

@throws UserError where none can run and all for the same reason: it is the command line's.
*/
export const planPairs = async (
	settings: BenchSettings,
	probed: readonly ProbedBackend[],
	flags: Flags,
	run: {
		readonly commandLine: readonly string[];
		readonly logNative: (line: string) => void;
		readonly signal: AbortSignal;
	},
): Promise<PlannedPair[]> => {
	const planned: PlannedPair[] = [];
	for (const pair of settings.pairs) {
		if (run.signal.aborted) {
			break;
		}

		planned.push(await planPair(pair, probed, flags, run));
	}

	const reasons = new Set(planned.map(pair => ('reason' in pair ? pair.reason : undefined)));
	const [only] = reasons;
	if (reasons.size === 1 && only !== undefined) {
		throw new UserError(`bench: no pair can run: ${only}`);
	}

	return planned;
};
