import {existsSync} from 'node:fs';
import {type Flags} from '../../flags.js';
import {type Dataset} from '../../frames/dataset.js';
import {bundledSamples, openDataset} from '../../frames/open-dataset.js';
import {openStream} from '../../frames/video/open-stream.js';
import {parseWhole} from '../../text/parse-values.js';
import {UserError} from '../../text/user-error.js';
import {knownSets, placesOf} from '../../datasets/known-sets.js';
import {recordOf} from '../../datasets/pull-set.js';
import {type ResolvedModel} from '../../models/resolve-model.js';

/** What is said of images one by one means nothing for a video. */
const refuseImageFlags = (flags: Flags): void => {
	for (const [flag, value] of [
		['limit', flags.limit],
		['classes', flags.classes],
		['shuffle-seed', flags.shuffleSeed],
		['frames-from', flags.framesFrom],
		['frames-cache', flags.framesCache],
	] as const) {
		if (value !== undefined) {
			throw new UserError(`--${flag} is for images: the frames of a video come in its own order`);
		}
	}
};

/**
The folder of a set that is called by its name; a file or folder of that name comes first.

@throws UserError with the command that fetches it.
*/
const findSet = async (source: string): Promise<string | undefined> => {
	const set = existsSync(source) ? undefined : knownSets.find(({name}) => name === source);
	if (set && !(await recordOf(set))) {
		throw new UserError(
			`--source ${set.name}: it is not on this machine; edgetop data pull ${set.name} fetches it`,
		);
	}

	return set && placesOf(set).folder;
};

/**
The images, video or live source that a run is about. A class that the model does not have is an error in the user's own list; the bundled photographs run with any model.

@throws UserError
*/
export const openFrames = async (flags: Flags, model: ResolvedModel): Promise<Dataset> => {
	const {source, limit, classes} = flags;
	const stream = source === undefined ? undefined : await openStream(source, flags.realtime);
	if (stream) {
		refuseImageFlags(flags);
		return stream;
	}

	if (flags.realtime) {
		throw new UserError('--realtime is for a video file: give one with --source');
	}

	const options = {
		...(limit !== undefined && {limit: parseWhole('limit', limit)}),
		...(classes !== undefined && {
			classes: classes.split(',').map(item => item.trim()),
		}),
	};
	if (source === undefined) {
		return bundledSamples({...options, model});
	}

	const set = await findSet(source);
	return openDataset(
		set ?? source,
		{...options, model},
		set === undefined ? {} : {name: source, labelSet: 'imagenet1k'},
	);
};
