import path from 'node:path';
import {type ConversionPrecision} from '../models/conversion.js';
import {type FormatName, type Manifest} from '../models/manifest.js';
import {type ResolvedModel} from '../models/resolve-model.js';
import {type ConversionRecord} from './cache.js';

/** Shape of the input tensor, batch of one. */
export const shapeOf = ({
	layout,
	height,
	width,
	channels = 3,
}: Manifest['input']): readonly number[] =>
	layout === 'NCHW' ? [1, channels, height, width] : [1, height, width, channels];

/** The manifest's word for the weights of what is written. */
const precisionWord = (to: FormatName, precision: ConversionPrecision) =>
	precision === 'float16' && to !== 'onnx' ? 'float16-weights' : precision;

/** What the manifest says of the file that was written. */
export const manifestFor = (
	{manifest, format}: ResolvedModel,
	to: FormatName,
	precision: ConversionPrecision,
	file: string,
): Manifest => {
	const {name: _, ...input} = manifest.input;
	const {name: __, ...output} = manifest.output ?? {name: undefined};
	return {
		...manifest,
		formats: {
			...manifest.formats,
			[to]: {file, precision: precisionWord(to, precision)},
		},
		// Another format has other names, and one output.
		...(format !== to && {
			input,
			...(manifest.output && {output: output as NonNullable<Manifest['output']>}),
		}),
	};
};

/** What an engine is handed of a conversion in the cache. */
export const resolvedOf = (
	original: ResolvedModel,
	to: FormatName,
	folder: string,
	{file, conversion}: ConversionRecord,
): ResolvedModel => ({
	...original,
	manifest: manifestFor(original, to, conversion.precision, file),
	format: to,
	path: path.join(folder, file),
	sha256: undefined,
	conversion,
});
