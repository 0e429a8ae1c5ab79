import {estimateText} from '../../conversion/route.js';
import {findModel} from '../../models/library.js';
import {type FormatName, formatNames} from '../../models/manifest.js';
import {isNamedModel} from '../../models/named-model.js';
import {resolveModel} from '../../models/resolve-model.js';
import {convertible, costOf} from './convert-for.js';
import {describeByRuntime, type FindWishes} from './find-model.js';

/** What has to be done before a model is there in a format, in words; formats in which it is there are absent. */
export type ConversionNotes = Readonly<Partial<Record<FormatName, string>>>;

const noForm = 'the model is in no form that it reads';

/**
What a flip of a model to another runtime would do first.

@throws UserError where there is no such model.
*/
export const conversionNotes = async (
	name: string,
	{labels, source}: FindWishes,
): Promise<ConversionNotes> => {
	if (isNamedModel(name)) {
		return {};
	}

	const describe = describeByRuntime();
	const model = await findModel(name, describe);
	const notes: Partial<Record<FormatName, string>> = {};
	for (const to of formatNames) {
		if (model.files[to]?.state === 'present') {
			continue;
		}

		const way = convertible(model, [to]);
		if (!way) {
			notes[to] = noForm;
			continue;
		}

		const original = await resolveModel(name, {describe, labels, formats: [way.from]});
		const seconds = await costOf(original, to, {source});
		if (seconds === undefined) {
			notes[to] = noForm;
		} else if (seconds > 0) {
			notes[to] = `will be converted once (about ${estimateText(seconds)})`;
		}
	}

	return notes;
};
