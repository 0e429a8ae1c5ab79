import {readdirSync, readFileSync, statSync} from 'node:fs';
import path from 'node:path';
import {decodeText} from '../text/decode-text.js';
import {edgeImpulseIn} from './inspect/edge-impulse.js';
import {ultralyticsYaml} from './inspect/ultralytics-yaml.js';

/*
What exporters put beside a model, or into the folder of a SavedModel, and what it tells: preprocessing and labels, as metadata.
*/

const mostBytes = 4 * 2 ** 20;

const readSmall = (file: string): string | undefined =>
	statSync(file, {throwIfNoEntry: false})?.isFile() && statSync(file).size < mostBytes
		? decodeText(readFileSync(file))
		: undefined;

const firstOf = (files: readonly string[]): string | undefined =>
	files.map(file => readSmall(file)).find(text => text !== undefined);

/** Hugging Face's and timm's files, beside a model or one folder up where it lies in `onnx/`. */
const configsBeside = (folder: string): Record<string, string> => {
	const folders = path.basename(folder) === 'onnx' ? [folder, path.dirname(folder)] : [folder];
	const found: Record<string, string> = {};
	for (const name of ['preprocessor_config.json', 'config.json']) {
		const text = firstOf(folders.map(one => path.join(one, name)));
		if (text !== undefined) {
			found[name] = text;
		}
	}

	return found['config.json'] === undefined ? found : {...found, labels: found['config.json']};
};

/** Files of labels that exporters put beside a model: Custom Vision, Teachable Machine, Edge Impulse, Ultralytics. */
const labelNamesOf = (stem: string): readonly string[] => [
	`${stem}.labels.txt`,
	`${stem}_labels.txt`,
	`${stem}.txt`,
	'labels.txt',
	'classes.txt',
];

/** Every small text file of the folders in which TensorFlow keeps what belongs to a SavedModel. */
const assetsOf = (folder: string): string[] =>
	['assets', 'assets.extra'].flatMap(below => {
		const place = path.join(folder, below);
		return statSync(place, {throwIfNoEntry: false})?.isDirectory()
			? readdirSync(place)
					.filter(name => /\.(?:txt|json|csv|names)$/i.test(name))
					.sort()
					.slice(0, 32)
					.map(name => path.join(place, name))
			: [];
	});

/** Lines that each begin with their own number, from 0. */
const isNumbered = (text: string): boolean =>
	text
		.trim()
		.split(/\r?\n/)
		.every((line, index) => new RegExp(String.raw`^${index} +\S`).test(line));

/** What Teachable Machine calls the models that it exports. */
const teachableNames =
	/^(?:keras_model|model_unquant|model|model\.savedmodel)(?:\.h5|\.keras|\.tflite)?$/i;

/** Custom Vision's metadata_properties.json: the keys of Windows ML for files that cannot hold them. */
const propertiesIn = (text: string | undefined): Record<string, string> => {
	try {
		const document: unknown = JSON.parse(text ?? '{}');
		return Object.fromEntries(
			Object.entries(document ?? {}).filter(([, value]) => typeof value === 'string'),
		);
	} catch {
		return {};
	}
};

/** Edge Impulse's C++ library: the model lies in `tflite-model/`, what it takes in `model-parameters/`. */
const edgeImpulseBeside = (folder: string, name: string): Record<string, string> => {
	const folders = [
		folder,
		path.join(folder, 'model-parameters'),
		path.join(folder, '..', 'model-parameters'),
	];
	const texts = folders.flatMap(one =>
		[
			'model_metadata.h',
			'model_variables.h',
			'model-parameters.json',
			'model_parameters.json',
			'parameters.json',
		].flatMap(file => {
			const text = readSmall(path.join(one, file));
			return text === undefined ? [] : [text];
		}),
	);
	return edgeImpulseIn(texts, name);
};

/**
What lies beside a model and tells of it, as metadata; what the model itself says goes before.

@param file Of a SavedModel its folder.
*/
export const besideOf = (
	file: string,
	own: Readonly<Record<string, string>>,
): Record<string, string> => {
	const folder = path.dirname(file);
	const isFolder = statSync(file).isDirectory();
	const stem = path.basename(file, isFolder ? '' : path.extname(file));
	const names = labelNamesOf(stem);
	const places = [
		...(isFolder ? [...assetsOf(file), ...names.map(name => path.join(file, name))] : []),
		...names.map(name => path.join(folder, name)),
	];
	const lists = places.flatMap(place => {
		const text = readSmall(place);
		return text === undefined ? [] : [[path.relative(folder, place), text] as const];
	});
	const isTeachable =
		teachableNames.test(path.basename(file)) &&
		lists.some(([name, text]) => path.basename(name) === 'labels.txt' && isNumbered(text));
	return {
		...own,
		...propertiesIn(readSmall(path.join(folder, 'metadata_properties.json'))),
		...ultralyticsYaml(readSmall(path.join(isFolder ? file : folder, 'metadata.yaml'))),
		...configsBeside(folder),
		...(isTeachable && {'teachable-machine': 'labels.txt'}),
		...edgeImpulseBeside(folder, path.basename(file)),
		...Object.fromEntries(lists.map(([name, text]) => [`${name}/beside.labels`, text])),
		...own,
	};
};
