import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {EngineClient} from '../engine/engine-client.js';
import {type EngineConfig, type FrameBatch} from '../engine/protocol.js';
import {type Flags} from '../flags.js';
import {type FrameEntry} from '../frames/dataset.js';
import {answersFor} from '../frames/classes/answers.js';
import {bundledSamples, openDataset} from '../frames/open-dataset.js';
import {balancedOrder} from '../measure/shuffle.js';
import {unmatchedText} from '../format/unmatched-text.js';
import {sanitize} from '../text/sanitize.js';
import {parsePairs, parseWhole} from '../text/parse-values.js';
import {messageOf, UserError} from '../text/user-error.js';
import {
	checkModel,
	type EvaluateVariant,
	fewFrames,
	formatCheck,
} from '../models/check/check-model.js';
import {type Outcome} from '../models/check/check-statistics.js';
import {defaultBackend} from '../models/default-backend.js';
import {type ModelOutput} from '../models/manifest.js';
import {type ResolvedModel} from '../models/resolve-model.js';
import {findRunnable, usualBackend} from './run/find-model.js';
import {demandNames, print, printJson, say} from './models-output.js';

const classesOfBatch = 5;
const bundledClasses = 1000;

/** Probability of the right class where it is not among the five best: their rest, shared by the other classes. */
const restShare = (batch: FrameBatch, row: number, classes: number): number => {
	let rest = 1;
	for (let place = 0; place < classesOfBatch; place++) {
		rest -= batch.probabilities[row * classesOfBatch + place] ?? 0;
	}

	return Math.max(rest, 0) / Math.max(1, classes - classesOfBatch);
};

const readBatch = (
	batch: FrameBatch,
	entries: readonly FrameEntry[],
	classes: number,
	outcome: {hits: number[]; losses: number[]},
): void => {
	for (const [row, entry] of batch.entries.entries()) {
		const right = entries[entry]!.classes;
		let share = 0;
		for (let place = 0; place < classesOfBatch; place++) {
			if (right.includes(batch.top5[row * classesOfBatch + place]!)) {
				share = Math.max(share, batch.probabilities[row * classesOfBatch + place]!);
			}
		}

		outcome.hits[entry] = right.includes(batch.top5[row * classesOfBatch]!) ? 1 : 0;
		outcome.losses[entry] = -Math.log(Math.max(share || restShare(batch, row, classes), 1e-7));
	}
};

/** One engine process runs a variant once over some entries. A frame that cannot be decoded is a miss, for every variant alike. */
const runOnce = async (config: EngineConfig): Promise<Outcome> => {
	const {entries, manifest} = config;
	const outcome = {
		hits: entries.map(() => 0),
		losses: entries.map(() => -Math.log(1e-7)),
	};
	let client: EngineClient | undefined;
	try {
		await new Promise<void>((resolve, reject) => {
			client = new EngineClient({
				onMessage(message) {
					switch (message.type) {
						case 'ready': {
							client?.send({type: 'start', position: 0, endPosition: entries.length});

							break;
						}

						case 'batch': {
							readBatch(message.batch, entries, manifest.output!.classes, outcome);

							break;
						}

						case 'stopped': {
							resolve();

							break;
						}
						// No default
					}
				},
				onLost({reason, failure}) {
					reject(new Error(failure?.message ?? reason));
				},
			});
			client.send({type: 'load', config});
		});
		return outcome;
	} finally {
		await client?.exit();
	}
};

const evaluatorOf = (
	model: ResolvedModel,
	entries: readonly FrameEntry[],
	run: {
		readonly flags: Flags;
		readonly backendId: string;
		readonly given: Readonly<Record<string, string>>;
	},
): EvaluateVariant => {
	const {flags, backendId, given} = run;
	const threads = flags.threads === undefined ? undefined : parseWhole('threads', flags.threads);
	return async ({manifest, backendOptions}, from, to) => {
		try {
			return await runOnce({
				backendId,
				device: flags.device,
				threads,
				backendOptions: {...given, ...backendOptions},
				manifest,
				format: model.format,
				modelPath: model.path,
				entries: entries.slice(from, to),
				seed: 0,
				// Times are not measured here, answers are.
				framesFrom: 'ahead',
				cacheBytes: 0,
				warmup: {runs: 0, milliseconds: 0},
			});
		} catch (error) {
			return {missing: messageOf(error)};
		}
	};
};

/**
Labelled frames, in a class-balanced order: every beginning of it is a fair sample.

@throws UserError where none has a label, or one has a class that the model does not have.
*/
const readFrames = async (
	flags: Flags,
	model: ResolvedModel,
	{classes, labelOffset}: ModelOutput,
): Promise<readonly FrameEntry[]> => {
	const options = flags.limit === undefined ? {} : {limit: parseWhole('limit', flags.limit)};
	const labelCount = classes - labelOffset;
	if (flags.source === undefined && labelCount !== bundledClasses) {
		throw new UserError(
			`the bundled photographs are of ImageNet's ${bundledClasses} classes, the model has ${labelCount} others: give labelled frames of its own with --source`,
		);
	}

	const dataset =
		flags.source === undefined
			? await bundledSamples(options)
			: await openDataset(path.resolve(flags.source), {...options, model});
	const answers = answersFor(dataset, model);
	if (answers.missing !== undefined) {
		throw new UserError(`${sanitize(dataset.root)}: no right answers to try: ${answers.missing}`);
	}

	if (answers.unmatched) {
		say(unmatchedText(answers.unmatched));
	}

	const labelled = answers.entries.filter(({classes}) => classes.length > 0);
	const order = balancedOrder(
		labelled.map(({classes}) => classes[0]!),
		0,
	);
	return Array.from(order, index => labelled[index]!);
};

/**
`edgetop models check FILE`: which preprocessing a model was made for, and what each mistake costs.

@returns 1 where the manifest is significantly wrong.
*/
export const check = async (names: readonly string[], flags: Flags): Promise<number> => {
	const [name] = demandNames(names, 'check');
	const backendId = flags.backend ?? usualBackend(name!);
	const given = parsePairs('backend-option', flags.backendOption ?? []);
	const model = await findRunnable(name!, backendId, given, {
		labels: flags.labels,
		source: flags.source,
	});
	if (!model.manifest.output) {
		throw new UserError(`${model.manifest.name} has no classes: there is nothing to put on trial`);
	}

	const entries = await readFrames(flags, model, model.manifest.output);
	if (entries.length < fewFrames) {
		say(`${entries.length} labelled frames tell only gross mistakes apart; --source gives more`);
	}

	const result = await checkModel(model.manifest, {
		evaluate: evaluatorOf(model, entries, {flags, backendId, given}),
		entryCount: entries.length,
		hasPreciseKernels: backendId === defaultBackend && os.arch() === 'x64',
		onRound(text) {
			process.stderr.write(`${text}\n`);
		},
	});
	if (flags.json) {
		printJson({name: model.manifest.name, guesses: model.guesses, ...result});
	} else {
		print(formatCheck(model.manifest, result));
	}

	return result.isDeclaredRight ? 0 : 1;
};
