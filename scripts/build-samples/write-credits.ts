import {createHash} from 'node:crypto';
import type {DebianPackage} from './debian-package.js';
import type {Credit} from './read-credits.js';

export type Picture = {
	/** Path in `data/samples/`. */
	readonly file: string;
	readonly bytes: Buffer;
	/** ImageNet ids, each a right answer. */
	readonly classes: readonly number[];
	readonly credit: Credit;
	/** What this project changed; empty where the file is as it was in the package. */
	readonly change: string;
	/** Name of the package it comes from. */
	readonly origin: string;
};

/** `labels.csv`: file and the ids of all right classes, separated by `|`. */
export function labelsCsv(pictures: readonly Picture[]): string {
	const rows = pictures.map(({file, classes}) => `${file},${classes.join('|')}`);
	return `file,classes\n${rows.join('\n')}\n`;
}

/** `SHA256SUMS`, as `sha256sum -c` reads it. */
export function checksumList(pictures: readonly Picture[]): string {
	const rows = pictures.map(({file, bytes}) => {
		const sha256 = createHash('sha256').update(bytes).digest('hex');
		return `${sha256}  ${file}`;
	});
	return `${rows.join('\n')}\n`;
}

const cell = (text: string) => text.replaceAll('|', '&#124;');

function row({file, classes, credit, change, origin}: Picture, classNames: readonly string[]) {
	const names = classes.map(id => `${id} ${classNames[id]!.split(',')[0]!}`).join(', ');
	const changes = [credit.changes, change && `here: ${change}`].filter(Boolean).join('; ');
	const cells = [file, names, credit.author, credit.licence, `<${credit.source}>`, origin, changes];
	return `| ${cells.map(cell).join(' | ')} |`;
}

/** `CREDITS.md`: who made each picture, under which licence, and where it comes from. */
export function creditsTable(
	pictures: readonly Picture[],
	origins: readonly DebianPackage[],
	classNames: readonly string[],
): string {
	const megabytes = pictures.reduce((sum, {bytes}) => sum + bytes.length, 0) / 1e6;
	const classes = new Set(pictures.flatMap(picture => picture.classes));
	const packages = origins.map(
		({name, version, sha256}) => `- \`${name}\` ${version}, SHA-256 of the package \`${sha256}\``,
	);
	const rows = pictures.map(picture => row(picture, classNames));
	return `# Credits of the sample photographs

${pictures.length} photographs of ${classes.size} ImageNet classes, ${megabytes.toFixed(1)} MB, from two Debian packages:

${packages.join('\n')}

Author, licence and source of each are those that the package itself states (GCompris beside the picture, Tux Paint in its changelog). The last column says what the package's makers changed, as far as they say so, and what was changed here. Where several classes are given, each is a right answer. \`scripts/build-samples\` rebuilds this folder from the packages; \`SHA256SUMS\` has the checksum of each file.

- \`public-domain/\`: in the public domain, or given away under CC0 1.0.
- \`cc-by/\`: Creative Commons Attribution; the texts of 2.0 and 3.0 lie in the folder.
- \`cc-by-sa/\`: Creative Commons Attribution-ShareAlike 4.0; the text lies in the folder.
- \`gpl/\`: GNU General Public License 2; the text lies in the folder.

The last two stay under their licences, and so does what is made from them; the program beside them is not touched by it.

| file | classes | author | licence | source | package | changes |
| --- | --- | --- | --- | --- | --- | --- |
${rows.join('\n')}
`;
}
