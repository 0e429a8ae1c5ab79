import {type LabelSet} from '../../models/labels.js';
import {type Manifest} from '../../models/manifest.js';
import {sanitize} from '../../text/sanitize.js';
import {type Dataset, type FrameEntry, numberedFolders, type OwnClass} from '../dataset.js';
import {NameIndex} from './class-names.js';

/*
What the right answers to the images of a data set are in the classes of a model. A data set that names its classes is matched by these names; numbers are taken for the model's own.
*/

/** Images whose class is none of the model's, or by its name several of them. */
export type Unmatched = {
	readonly images: number;
	/** Names of their classes, those with most images first. */
	readonly classes: readonly string[];
};

export type Answers = {
	/** With the model's classes; without any where an image counts for no accuracy. */
	readonly entries: readonly FrameEntry[];
	/** Why no image has an answer, and what would mend it. */
	readonly missing?: string;
	/** Labelled images that are counted apart. Absent: none, or all of them (see `missing`). */
	readonly unmatched?: Unmatched;
};

/** What of a model decides which answers are right. */
export type AnsweringModel = {
	readonly manifest: Pick<Manifest, 'output' | 'isUntrained'>;
	readonly labels: LabelSet;
};

type Labelled = Pick<Dataset, 'entries' | 'labelSet' | 'labelSource' | 'ownClasses' | 'stream'>;

const namesShown = 3;

/** `cat, dog, bird, …` */
export const someNames = (names: readonly string[], most = namesShown): string =>
	[
		...names.slice(0, most).map(name => sanitize(name, 40)),
		...(names.length > most ? ['…'] : []),
	].join(', ');

const isNamed = ({id}: LabelSet): boolean => id !== 'numbered' && id !== 'none';

const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);

/** ImageNet's classes in another writing, but in ImageNet's order: a thousand labels whose names, where they are known, stand at their own place. */
const isInOrder = (found: ReadonlyArray<readonly number[]>, labelCount: number): boolean => {
	const single = found.flatMap((indices, own) =>
		indices.length === 1 ? [indices[0] === own] : [],
	);
	return (
		labelCount === found.length &&
		(single.length === 0 || share(single.filter(Boolean).length, single.length) > 0.9)
	);
};

/** Numbers that class folders are called by, where they are the model's. */
const numbersOf = (
	ownClasses: readonly OwnClass[],
	labelCount: number,
): ReadonlyArray<readonly number[]> =>
	ownClasses.map(({candidates}) =>
		candidates
			.filter(name => /^\d+$/.test(name) && Number(name) < labelCount)
			.slice(0, 1)
			.map(Number),
	);

/** The model's labels for each class of the data set's own: none or several where it is not told. */
const matchOf = (
	{ownClasses = [], labelSet}: Labelled,
	labels: LabelSet,
): ReadonlyArray<readonly number[]> => {
	const isImagenet = labelSet === 'imagenet1k';
	if (isImagenet && labels.id === labelSet) {
		return ownClasses.map((_class, index) => [index]);
	}

	const index = isNamed(labels) ? new NameIndex(labels.names, labels.wnids) : undefined;
	const found = ownClasses.map(({candidates}) => {
		for (const candidate of candidates) {
			const indices = index?.find(candidate) ?? [];
			if (indices.length > 0) {
				return indices;
			}
		}

		return [];
	});
	if (isImagenet) {
		return isInOrder(found, labels.names.length) ? ownClasses.map((_class, own) => [own]) : found;
	}

	const numbers = numbersOf(ownClasses, labels.names.length);
	const isNumbered =
		found.every(indices => indices.length === 0) &&
		2 * numbers.filter(({length}) => length > 0).length >= ownClasses.length;
	return isNumbered ? numbers : found;
};

/** An image with other answers keeps its place in the order. */
const answered = ({file, classes, group}: FrameEntry, answers: readonly number[]): FrameEntry => {
	const own = group ?? classes[0];
	return {
		file,
		classes: answers,
		...(own !== undefined && own !== answers[0] && {group: own}),
	};
};

const unanswered = (entries: readonly FrameEntry[]): readonly FrameEntry[] =>
	entries.map(entry => answered(entry, []));

const missingText = (
	{labelSet, ownClasses = []}: Labelled,
	{names, ...labels}: LabelSet,
	used: readonly number[],
): string => {
	const isImagenet = labelSet === 'imagenet1k';
	if (!isNamed({names, ...labels})) {
		const whose = isImagenet ? "ImageNet's" : 'named';
		return `the images' classes are ${whose}, the model's ${names.length} have no names; --labels FILE gives them, one a line in the order of its scores`;
	}

	const model = `the model's ${names.length} (${someNames(names)})`;
	return isImagenet
		? `the images are of ImageNet's classes, not of ${model}; give images of these with --source`
		: `the images' classes (${someNames(used.map(own => ownClasses[own]!.name))}) are none of ${model}; rename the folders or list, or give the model's names with --labels`;
};

/** Of an ImageNet set, this share of the present classes must be the model's: a model of flowers knows a daisy too. */
const leastImagenetShare = 0.5;

const byNames = (dataset: Labelled, labels: LabelSet): Answers => {
	const {entries, labelSet, ownClasses = []} = dataset;
	const match = matchOf(dataset, labels);
	const images = new Map<number, number>();
	for (const {classes} of entries) {
		const [own] = classes;
		if (own !== undefined) {
			images.set(own, (images.get(own) ?? 0) + 1);
		}
	}

	const used = [...images.keys()];
	const matched = used.filter(own => match[own]!.length === 1);
	const least = labelSet === 'imagenet1k' ? leastImagenetShare : Number.MIN_VALUE;
	if (share(matched.length, used.length) < least) {
		return {entries: unanswered(entries), missing: missingText(dataset, labels, used)};
	}

	let lost = 0;
	const lostBy = new Map<number, number>();
	const mapped = entries.map((entry): FrameEntry => {
		const {classes} = entry;
		const known = classes.filter(own => match[own]!.length === 1).map(own => match[own]![0]!);
		if (classes.length > 0 && known.length === 0) {
			lost++;
			lostBy.set(classes[0]!, (lostBy.get(classes[0]!) ?? 0) + 1);
		}

		return answered(entry, [...new Set(known)]);
	});
	const lostClasses = [...lostBy].sort((a, b) => b[1] - a[1] || a[0] - b[0]).map(([own]) => own);
	const nameOf = (own: number): string => ownClasses[own]!.name;
	return {
		entries: mapped,
		...(lost > 0 && {
			unmatched: {
				images: lost,
				classes: lostClasses.map(own => nameOf(own)),
			},
		}),
	};
};

/** Numbered folders whose numbers are what the model calls its classes: digits that it reads, in an order of its own. */
export const digitLabels = (
	{entries, labelSource}: Pick<Dataset, 'entries' | 'labelSource'>,
	labels: LabelSet,
): ReadonlyMap<number, number> | undefined => {
	if (labelSource !== numberedFolders || !isNamed(labels)) {
		return undefined;
	}

	const digits = new Map(
		labels.names.flatMap((name, index) =>
			/^\d+$/.test(name) ? [[Number(name), index] as const] : [],
		),
	);
	return entries.every(({classes}) => classes.every(label => digits.has(label)))
		? digits
		: undefined;
};

/** The numbers are the model's: told where they cannot be. */
const byNumbers = (dataset: Labelled, labels: LabelSet): Answers => {
	const {entries} = dataset;
	const digits = digitLabels(dataset, labels);
	if (digits) {
		return {
			entries: entries.map(entry =>
				answered(
					entry,
					entry.classes.map(label => digits.get(label)!),
				),
			),
		};
	}

	const labelCount = labels.names.length;
	const highest = entries.reduce((most, {classes}) => Math.max(most, ...classes), -1);
	return highest < labelCount
		? {entries}
		: {
				entries: unanswered(entries),
				missing: `the images' classes go up to ${highest}, the model's labels from 0 to ${labelCount - 1}; choose a model of these classes, or correct the numbers`,
			};
};

const whyNone = ({entries, stream}: Labelled, {manifest}: AnsweringModel): string | undefined => {
	if (manifest.isUntrained) {
		return 'random weights; a model with weights has one';
	}

	if (!manifest.output) {
		return 'the model has no class scores: it is no classifier, or its manifest must name them ("output")';
	}

	if (stream) {
		return `a ${stream.hasEnd ? 'video' : 'live source'} has no labels; labelled pictures with --source show it`;
	}

	return entries.every(({classes}) => classes.length === 0)
		? 'the images have no labels; put them into folders named by class, or list them in labels.csv (file,class)'
		: undefined;
};

const find = (dataset: Labelled, model: AnsweringModel): Answers => {
	const missing = whyNone(dataset, model);
	if (missing !== undefined) {
		return {entries: unanswered(dataset.entries), missing};
	}

	return dataset.ownClasses ? byNames(dataset, model.labels) : byNumbers(dataset, model.labels);
};

const known = new WeakMap<Labelled['entries'], Map<string, Answers>>();

/** One copy for each model, however often models change: lists are long. */
export const answersFor = (dataset: Labelled, model: AnsweringModel): Answers => {
	const {labels, manifest} = model;
	const ofSet = known.get(dataset.entries) ?? new Map<string, Answers>();
	known.set(dataset.entries, ofSet);
	const key = JSON.stringify([
		labels.id,
		labels.names,
		manifest.output !== undefined,
		manifest.isUntrained,
	]);
	const answers = ofSet.get(key) ?? find(dataset, model);
	ofSet.set(key, answers);
	return answers;
};
