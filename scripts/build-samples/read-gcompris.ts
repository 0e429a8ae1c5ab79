import {readFileSync} from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import {licenceFolders} from './licence-folders.js';
import {readCredits} from './read-credits.js';
import {readRcc} from './read-rcc.js';
import {gcomprisSelection, type Choice} from './selection.js';
import type {DebianPackage} from './debian-package.js';
import type {Picture} from './write-credits.js';

export const gcompris: DebianPackage = {
	name: 'gcompris-qt-data',
	version: '3.1-2',
	sha256: 'e9cf06ab2105529068df73085784e835d2ff03f870d2a8091f09125d40abac9f',
};

const bundlePrefix = 'gcompris/src/activities/';

/** The bundles of the unpacked package, each read once; one holds one activity. */
function bundleReader(unpacked: string) {
	const bundles = new Map<string, Map<string, Buffer>>();
	return (activity: string) => {
		const folder = path.join(unpacked, 'usr/share/gcompris-qt/rcc');
		const bundle =
			bundles.get(activity) ?? readRcc(readFileSync(path.join(folder, `${activity}.rcc`)));
		bundles.set(activity, bundle);
		return bundle;
	};
}

/**
Large pictures are made smaller and written as JPEG: decoding a WebP of 1920×1080 takes longer than the network on most boards, and the recipe needs a shorter side of 256 only. The others stay as they are.
*/
async function boardSized(bytes: Buffer) {
	const {width, height} = await sharp(bytes).metadata();
	if (Math.min(width, height) <= 512) {
		return {bytes, ending: 'webp', change: ''};
	}

	const size = width < height ? {width: 512} : {height: 512};
	const smaller = await sharp(bytes).resize(size).jpeg({quality: 90}).toBuffer();
	return {bytes: smaller, ending: 'jpg', change: 'resized to a shorter side of 512, as JPEG'};
}

/** The credit of a picture stands in the README of its folder, or of one above. */
function creditOf(bundle: ReadonlyMap<string, Buffer>, picture: string) {
	let folder = path.posix.dirname(picture);
	while (folder !== '.') {
		const readme = bundle.get(`${folder}/README`);
		const credit =
			readme && readCredits(readme.toString()).get(path.posix.relative(folder, picture));
		if (credit) {
			return credit;
		}

		folder = path.posix.dirname(folder);
	}

	throw new Error(`${picture}: the package does not say whose it is`);
}

async function readPicture(
	choice: Choice,
	bundleOf: (activity: string) => Map<string, Buffer>,
): Promise<Picture> {
	const bundle = bundleOf(choice.picture.split('/')[0]!);
	const picture = `${bundlePrefix}${choice.picture}.webp`;
	const original = bundle.get(picture);
	const credit = creditOf(bundle, picture);
	const folder = licenceFolders[credit.licence];
	if (!original || !folder) {
		throw new Error(`${picture}: missing, or under a licence not foreseen: ${credit.licence}`);
	}

	const {bytes, ending, change} = await boardSized(original);
	return {
		file: `${folder}/${choice.name}.${ending}`,
		classes: choice.classes,
		credit: {...credit, licence: credit.licence.replace('domain', 'Domain')},
		bytes,
		change,
		origin: gcompris.name,
	};
}

/** The chosen photographs of the unpacked GCompris package, with the credits that it states. */
export async function readGcompris(unpacked: string): Promise<Picture[]> {
	const bundleOf = bundleReader(unpacked);
	return Promise.all(gcomprisSelection.map(async choice => readPicture(choice, bundleOf)));
}
