import {existsSync, readdirSync, statSync} from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import {describe, expect, it} from 'vitest';
import {readLabelsCsv, readText, root, sha256Of} from './files.js';

const folder = path.join(root, 'data/samples');
const {header, rows} = readLabelsCsv(path.join(folder, 'labels.csv'));
const named = rows.map(({file}) => file);

const pictures = readdirSync(folder, {recursive: true})
	.map(name => String(name).replaceAll(path.sep, '/'))
	.filter(name => /\.(jpe?g|png|webp)$/i.test(name))
	.sort();

/** The rows of the credits table, each as its cells. */
const credits = readText('data/samples/CREDITS.md')
	.split('\n')
	.filter(line => /^\| \S+\.(?:jpg|png|webp) \|/.test(line))
	.map(line => line.split('|').map(cell => cell.trim()))
	.map(([, file, classes, author, licence, source]) => ({file, classes, author, licence, source}));

describe('the bundled photographs', () => {
	it('are 60 or more, of 40 or more classes, within 12 MB', () => {
		expect(pictures.length).toBeGreaterThanOrEqual(60);
		expect(new Set(rows.map(({classes}) => classes[0])).size).toBeGreaterThanOrEqual(40);
		const bytes = pictures.reduce((sum, file) => sum + statSync(path.join(folder, file)).size, 0);
		expect(bytes).toBeLessThan(12e6);
	});

	it('are all labelled with ImageNet ids', () => {
		expect(header).toBe('file,classes');
		expect(new Set(named)).toEqual(new Set(pictures));
		expect(named).toHaveLength(pictures.length);
		for (const {classes} of rows) {
			expect(classes.length).toBeGreaterThan(0);
			expect(classes.every(id => Number.isInteger(id) && id >= 0 && id < 1000)).toBe(true);
		}
	});

	it('are all credited, each in the folder of its licence', () => {
		expect(credits.map(({file}) => file)).toEqual(named);
		const folders: Record<string, RegExp> = {
			'public-domain': /^(?:Public Domain|CC0-1\.0)$/,
			'cc-by': /^CC-BY-[23]\.0$/,
			'cc-by-sa': /^CC-BY-SA-4\.0$/,
			gpl: /^GPL-2\.0-(?:only|or-later)$/,
		};
		for (const {file, author, licence, source} of credits) {
			const licenceFolder = file!.split('/')[0]!;
			expect(licence, file).toMatch(folders[licenceFolder]!);
			expect(author, file).not.toBe('');
			expect(source, file).toMatch(/^<https?:\/\/\S+>$/);
			if (licenceFolder !== 'public-domain') {
				const text = licence!.replace(/-(?:only|or-later)$/, '');
				expect(existsSync(path.join(folder, licenceFolder, `LICENSE.${text}.txt`)), file).toBe(
					true,
				);
			}
		}
	});

	it('have the checksums that are written down', () => {
		const list = readText('data/samples/SHA256SUMS').trim().split('\n');
		expect(list).toEqual(named.map(file => `${sha256Of(`data/samples/${file}`)}  ${file}`));
		expect(readText('NOTICE')).toContain(
			`data/samples/SHA256SUMS\n  ${sha256Of('data/samples/SHA256SUMS')}\n`,
		);
		expect(readText('NOTICE')).toContain(`${pictures.length} photographs`);
	});

	it.each(pictures)('%s decodes, in colour and large enough to see', async file => {
		const {data, info} = await sharp(path.join(folder, file), {failOn: 'warning'})
			.raw()
			.toBuffer({resolveWithObject: true});
		expect(info.channels).toBeGreaterThanOrEqual(3);
		expect(Math.min(info.width, info.height)).toBeGreaterThanOrEqual(140);
		expect(data.length).toBe(info.width * info.height * info.channels);
	});
});
