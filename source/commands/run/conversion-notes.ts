import {estimateText} from '../../conversion/route.js';
import {refusal} from '../../conversion/convert-model.js';
import {type FlipNote} from '../../record/snapshot.js';
import {findModel} from '../../models/library.js';
import {type FormatName, formatNames} from '../../models/manifest.js';
import {isNamedModel} from '../../models/named-model.js';
import {resolveModel} from '../../models/resolve-model.js';
import {convertible, costOf} from './convert-for.js';
import {describeByRuntime, type FindWishes} from './find-model.js';

/** What has to be done before a model is there in a format; formats in which it is there are absent. */
export type ConversionNotes = Readonly<Partial<Record<FormatName, FlipNote>>>;

const noForm: FlipNote = {text: 'is in no form that it reads', isPossible: false};

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
	const notes: Partial<Record<FormatName, FlipNote>> = {};
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
		const reason = refusal(original);
		if (reason !== undefined) {
			// The picker names the model itself.
			const text = reason.startsWith(`${name} `) ? reason.slice(name.length + 1) : reason;
			notes[to] = {text, isPossible: false};
			continue;
		}

		const seconds = await costOf(original, to, {source});
		if (seconds === undefined) {
			notes[to] = noForm;
		} else if (seconds > 0) {
			const text = `will be converted once (about ${estimateText(seconds)})`;
			notes[to] = {text, isPossible: true};
		}
	}

	return notes;
};
