import path from 'node:path';
import process from 'node:process';
import {convertModel, conversionCost} from '../../conversion/convert-model.js';
import {comparedFrames} from '../../conversion/compare.js';
import {estimateText, routeOf} from '../../conversion/route.js';
import {type ConversionFrames, type ConversionOptions} from '../../conversion/wish.js';
import {bundledSamples, openDataset} from '../../frames/open-dataset.js';
import {type FrameEntry} from '../../frames/dataset.js';
import {balancedOrder} from '../../measure/shuffle.js';
import {type ConversionPrecision} from '../../models/conversion.js';
import {type FormatName} from '../../models/manifest.js';
import {type ResolvedModel} from '../../models/resolve-model.js';
import {type ZooModel} from '../../models/library.js';
import {sanitize} from '../../text/sanitize.js';
import {cancellable} from './cancellable.js';

/** How a run wants its conversions. */
export type ConversionWishes = {
	/** Of the file; absent: the original's. */
	readonly precision?: ConversionPrecision | undefined;
	/** Folder or list of the user's own frames: 8-bit arithmetic is calibrated on them. */
	readonly source?: string | undefined;
	/** Of work beside a measurement; absent: nothing else runs, and Ctrl-C ends it. */
	readonly signal?: AbortSignal | undefined;
	/** @default lines on stderr */
	readonly onProgress?: ((text: string) => void) | undefined;
};

/** Frames that 8-bit arithmetic is calibrated on, at most. */
const calibrationFrames = 100;

const shuffled = (entries: readonly FrameEntry[]): readonly FrameEntry[] =>
	Array.from(
		balancedOrder(
			entries.map(({classes}) => classes[0] ?? -1),
			0,
		),
		index => entries[index]!,
	);

/** The user's images; undefined where there are none, as in a video, or where the run itself will say what is wrong. */
const ownImages = async (
	source: string | undefined,
): Promise<readonly FrameEntry[] | undefined> => {
	if (source === undefined) {
		return undefined;
	}

	try {
		const {entries} = await openDataset(path.resolve(source));
		return entries;
	} catch {
		return undefined;
	}
};

/** The bundled photographs for the comparison; the rest of them, or the user's own, for the calibration. Classes count where they are the model's. */
const framesFor =
	({manifest}: ResolvedModel, source: string | undefined) =>
	async (): Promise<ConversionFrames> => {
		const {entries} = await bundledSamples();
		const isImagenet = manifest.labels === 'imagenet1k';
		const bundled = shuffled(entries).map(entry =>
			isImagenet ? entry : {file: entry.file, classes: []},
		);
		const given = await ownImages(source);
		return {
			compared: bundled.slice(0, comparedFrames),
			calibration: (given ? shuffled(given) : bundled.slice(comparedFrames)).slice(
				0,
				calibrationFrames,
			),
		};
	};

/** A present file that another format can be made of, and that format; undefined where there is none. */
export const convertible = (
	{files}: ZooModel,
	formats: readonly FormatName[],
	precision?: ConversionPrecision,
): {readonly from: FormatName; readonly to: FormatName} | undefined => {
	for (const to of formats) {
		for (const [from, file] of Object.entries(files) as Array<[FormatName, {state: string}]>) {
			if (file.state === 'present' && routeOf(from, to, precision)) {
				return {from, to};
			}
		}
	}

	return undefined;
};

const sayOnStderr = (text: string): void => {
	process.stderr.write(`${sanitize(text, 300)}\n`);
};

/** How long a conversion would take, s; 0 where it was made before, undefined where there is no way. */
export const costOf = async (
	original: ResolvedModel,
	to: FormatName,
	{precision, source}: ConversionWishes,
	python?: string,
): Promise<number | undefined> =>
	conversionCost(
		{original, to, ...(precision && {precision})},
		{frames: framesFor(original, source), python},
	);

/**
The model in a format that a backend reads, made once.

@throws UserError in one line; the reason of the signal where that ended it.
*/
export const convertFor = async (
	original: ResolvedModel,
	to: FormatName,
	wishes: ConversionWishes,
	python?: string,
): Promise<ResolvedModel> => {
	const {precision, source, onProgress = sayOnStderr} = wishes;
	const wish = {original, to, ...(precision && {precision})};
	const options: ConversionOptions = {
		frames: framesFor(original, source),
		python,
		onProgress(text) {
			onProgress(`converting ${original.manifest.name} to ${to}: ${text}`);
		},
	};
	const seconds = await costOf(original, to, wishes, python);
	if (seconds !== undefined && seconds > 0) {
		options.onProgress?.(`once, about ${estimateText(seconds)}`);
	}

	return wishes.signal
		? convertModel(wish, {...options, signal: wishes.signal, isBeside: true})
		: cancellable(
				async signal => convertModel(wish, {...options, signal}),
				'nothing of it is kept',
			);
};
