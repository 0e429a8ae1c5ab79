import {bundledSamples} from '../../source/frames/open-dataset.js';
import {convertModel} from '../../source/conversion/convert-model.js';
import {comparedFrames} from '../../source/conversion/compare.js';
import {formatsOf} from '../../source/models/formats.js';
import {type Manifest} from '../../source/models/manifest.js';
import {type ResolvedModel} from '../../source/models/resolve-model.js';
import {formatOf, manifestOf, type RealModel} from './real-models.js';

/** What a backend is handed. */
export type Handed = Pick<ResolvedModel, 'format'> & {
	readonly manifest: Manifest;
	readonly file: string;
};

/**
The model as a backend reads it: its file, or what edgetop converts that to, from the cache of conversions where it was made before.

@throws UserError where there is no way, or a library is missing.
*/
export const handedTo = async (model: RealModel, backendId: string): Promise<Handed> => {
	const original = {manifest: manifestOf(model), format: formatOf(model), path: model.file};
	const wanted = formatsOf(backendId);
	if (wanted.includes(original.format)) {
		return {...original, file: model.file};
	}

	const {entries} = await bundledSamples();
	const {manifest, format, path} = await convertModel(
		{
			original: {
				...original,
				guesses: [],
				labels: {id: 'none', names: []},
			},
			to: wanted[0]!,
		},
		{
			// Every second: as many classes as can be.
			frames: async () => ({
				compared: entries.filter((_, place) => place % 2 === 0).slice(0, comparedFrames),
				calibration: [],
			}),
		},
	);
	return {manifest, format, file: path};
};
