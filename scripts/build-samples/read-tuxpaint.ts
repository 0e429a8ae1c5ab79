import path from 'node:path';
import sharp from 'sharp';
import type {DebianPackage} from './debian-package.js';
import type {Credit} from './read-credits.js';
import {tuxpaintSelection, type Choice} from './selection.js';
import type {Picture} from './write-credits.js';

export const tuxpaint: DebianPackage = {
	name: 'tuxpaint-stamps-default',
	version: '2022.06.04-1',
	sha256: '6db6c1bfc870a47f1499d6203b083522eacb57c5f9c87d468f2e92eb6d9d5f34',
};

const childsplay: Credit = {
	author: 'Stas Zytkiewicz (Childsplay), adapted by Pere Pujal i Carabantes',
	licence: 'GPL-2.0-only',
	source: 'http://childsplay.sf.net/',
	changes: 'cut out',
};

const kendrick: Credit = {
	author: 'Bill Kendrick',
	licence: 'GPL-2.0-only',
	source: 'https://tuxpaint.org/',
	changes: 'cut out',
};

const pujal: Credit = {
	author: 'Pere Pujal i Carabantes',
	licence: 'GPL-2.0-or-later',
	source: 'https://tuxpaint.org/',
	changes: 'cut out',
};

/** Makers as the package's changelog tells them; those not named here came from Childsplay. */
const makers = new Map([
	['birds/peacock', kendrick],
	['birds/pink_flamingo', kendrick],
	['mammals/cats/tiger_sumatran', kendrick],
	['insects/mantis', pujal],
	['mammals/bears/european-bear', pujal],
]);

/** The cut-out on a white square with a margin, so that the usual centre crop keeps all of it. */
async function onWhiteSquare(file: string): Promise<Buffer> {
	const {data, info} = await sharp(file)
		.flatten({background: '#fff'})
		.toColourspace('srgb')
		.png()
		.toBuffer({resolveWithObject: true});
	const side = Math.round(Math.max(info.width, info.height) * 1.2);
	const left = Math.floor((side - info.width) / 2);
	const top = Math.floor((side - info.height) / 2);
	return sharp(data)
		.extend({
			left,
			top,
			right: side - info.width - left,
			bottom: side - info.height - top,
			background: '#fff',
		})
		.png({compressionLevel: 9})
		.toBuffer();
}

async function readPicture(choice: Choice, unpacked: string): Promise<Picture> {
	const stamps = path.join(unpacked, 'usr/share/tuxpaint/stamps');
	return {
		file: `gpl/${choice.name}.png`,
		classes: choice.classes,
		credit: makers.get(choice.picture.replace('animals/', '')) ?? childsplay,
		bytes: await onWhiteSquare(path.join(stamps, `${choice.picture}.png`)),
		change: 'put on a white square',
		origin: tuxpaint.name,
	};
}

/** The chosen photo cut-outs of the unpacked Tux Paint package. */
export async function readTuxpaint(unpacked: string): Promise<Picture[]> {
	return Promise.all(tuxpaintSelection.map(async choice => readPicture(choice, unpacked)));
}
