import {readFile} from 'node:fs/promises';
import path from 'node:path';
import {z} from 'zod';
import {decodeText} from '../text/decode-text.js';
import {sanitize} from '../text/sanitize.js';
import {messageOf, UserError} from '../text/user-error.js';
import {packageFolder} from '../system/folders.js';
import {readGiven} from '../system/read-given.js';
import {readLabelText} from './inspect/label-text.js';
import {type ModelOutput} from './manifest.js';

/** Names of a model's classes, ready for the screen. */
export type LabelSet = {
	/** `imagenet1k`, `own` (from the model file), `numbered`, `none`, or the file's absolute path. */
	readonly id: string;
	/** By label index; never holds control characters. */
	readonly names: readonly string[];
	/** WordNet ids by label index, where the set has them: synset folders are matched by these. */
	readonly wnids?: readonly string[];
};

const imagenetSchema = z.array(
	z.object({id: z.int(), wnid: z.string().regex(/^n\d{8}$/), label: z.string().min(1)}),
);

const labelLength = 120;
const clean = (text: string): string => sanitize(text.trim(), labelLength);

/** How many labels an output wants: scores before `labelOffset` (a background class) have none. */
const wantedCount = (output: ModelOutput): number => output.classes - output.labelOffset;

/**
The thousand classes of ILSVRC 2012, in their order.

@throws UserError when the packaged file is damaged.
*/
export const imagenet1k = async (): Promise<LabelSet> => {
	const file = path.join(packageFolder, 'data', 'labels', 'imagenet1k.json');
	try {
		const entries = imagenetSchema.parse(JSON.parse(await readFile(file, 'utf8')));
		if (entries.length !== 1000 || entries.some(({id}, index) => id !== index)) {
			throw new Error('its ids are not 0…999 in order');
		}

		return {
			id: 'imagenet1k',
			names: entries.map(({label}) => clean(label)),
			wnids: entries.map(({wnid}) => wnid),
		};
	} catch (error) {
		throw new UserError(
			`${file}: the packaged labels are damaged (${messageOf(error)}); install edgetop again`,
			{cause: error, exitCode: 1},
		);
	}
};

/**
Labels from a file: one a line, or a list or map in JSON or as Python prints it.

@throws UserError when the file cannot be read or holds no labels.
*/
export const readLabels = async (file: string): Promise<LabelSet> => {
	let text: string;
	try {
		text = decodeText(readGiven(file));
	} catch (error) {
		throw new UserError(`${sanitize(file)}: labels cannot be read: ${sanitize(messageOf(error))}`, {
			cause: error,
		});
	}

	const names = readLabelText(text).map(name => clean(name));
	if (names.every(name => name === '')) {
		throw new UserError(`${sanitize(file)}: holds no labels; one a line is expected`);
	}

	return {id: path.resolve(file), names: names.map((name, index) => name || `class ${index}`)};
};

const numbered = (count: number): LabelSet => ({
	id: 'numbered',
	names: Array.from({length: count}, (_, index) => `class ${index}`),
});

/**
A file with a background line fits a model with a background class: the line is dropped, as the indices of labels begin after it.
*/
const fit = (labels: LabelSet, output: ModelOutput): LabelSet => {
	const wanted = wantedCount(output);
	if (labels.names.length === wanted) {
		return labels;
	}

	if (output.labelOffset > 0 && labels.names.length === output.classes) {
		return {...labels, names: labels.names.slice(output.labelOffset)};
	}

	const background = output.labelOffset > 0 ? ` after ${output.labelOffset} background` : '';
	throw new UserError(
		`${sanitize(labels.id)}: ${labels.names.length} labels do not fit a model of ${wanted} classes${background}; give a file with one line a class (--labels)`,
	);
};

export type LabelRequest = {
	/** The manifest's label set: `imagenet1k`, `own`, `numbered`, or a file relative to `folder`. */
	readonly labels: string;
	/** Absent: a model without classes. */
	readonly output?: ModelOutput | undefined;
	readonly folder: string;
	readonly ownLabels?: readonly string[] | undefined;
};

/**
The label set of a model, checked against its number of classes.

@throws UserError when the labels cannot be read or their number does not fit.
*/
export const loadLabels = async (request: LabelRequest): Promise<LabelSet> => {
	const {output, ownLabels} = request;
	if (!output) {
		return {id: 'none', names: []};
	}

	switch (request.labels) {
		case 'imagenet1k': {
			return fit(await imagenet1k(), output);
		}

		case 'numbered': {
			return numbered(wantedCount(output));
		}

		case 'own': {
			return ownLabels
				? fit({id: 'own', names: ownLabels.map(clean)}, output)
				: numbered(wantedCount(output));
		}

		default: {
			return fit(await readLabels(path.resolve(request.folder, request.labels)), output);
		}
	}
};
