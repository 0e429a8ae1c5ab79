import path from 'node:path';
import {sanitize} from '../text/sanitize.js';
import {UserError} from '../text/user-error.js';
import {dataFolder} from '../system/folders.js';

/** A set of labelled images that can be fetched by its name. */
export type KnownSet = {
	readonly name: string;
	readonly title: string;
	/** Of the archive, tried in order. */
	readonly urls: readonly string[];
	/** SHA-256 of the archive; absent: it could not be verified for this list, and is pinned at the first fetch. */
	readonly sha256?: string;
	/** Images in it: another number is another set. */
	readonly images: number;
	/** Unpacked it is never larger, bytes. */
	readonly limitBytes: number;
	readonly home: string;
	readonly licence: string;
};

export const knownSets: readonly KnownSet[] = [
	{
		name: 'imagenetv2-matched-frequency',
		title: 'ImageNetV2, MatchedFrequency: 10 new images of each of the 1000 classes',
		urls: [
			'https://huggingface.co/datasets/vaishaal/ImageNetV2/resolve/main/imagenetv2-matched-frequency.tar.gz',
			'https://imagenetv2public.s3-us-west-2.amazonaws.com/imagenetv2-matched-frequency.tar.gz',
		],
		images: 10_000,
		limitBytes: 8 * 2 ** 30,
		home: 'https://github.com/modestyachts/ImageNetV2',
		licence: 'images: their photographers on Flickr; collection: MIT',
	},
];

/** @throws UserError with the names that are known. */
export const knownSet = (name: string): KnownSet => {
	const found = knownSets.find(set => set.name === name);
	if (!found) {
		const names = knownSets.map(set => set.name).join(', ');
		throw new UserError(`unknown data set "${sanitize(name, 60)}"; known: ${names}`);
	}

	return found;
};

/** Where a set's files are, whether it is there or not. */
export const placesOf = ({name}: Pick<KnownSet, 'name'>) => {
	const folder = path.join(dataFolder(), name);
	return {
		folder,
		unpacking: `${folder}.unpacking`,
		archive: `${folder}.tar.gz`,
		record: `${folder}.json`,
	};
};
