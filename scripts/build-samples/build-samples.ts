/**
Rebuilds `data/samples/` from the two Debian packages that hold the photographs. Needs a Debian with `dpkg-deb`, and `apt-get` unless the packages are given.

	npm run build:samples                  downloads the packages with apt-get
	npm run build:samples -- FOLDER        takes them from FOLDER where they are there
	npm run build:samples -- --update …    accepts a changed selection and writes new checksums
*/
import {
	copyFileSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {fileURLToPath} from 'node:url';
import {unpackDebian} from './debian-package.js';
import {licenceTexts, readLicenceText} from './licence-folders.js';
import {gcompris, readGcompris} from './read-gcompris.js';
import {readTuxpaint, tuxpaint} from './read-tuxpaint.js';
import {checksumList, creditsTable, labelsCsv, type Picture} from './write-credits.js';

const dataFolder = fileURLToPath(new URL('../../data/', import.meta.url));
const target = path.join(dataFolder, 'samples');

function demandSameChecksums(pictures: readonly Picture[]): void {
	const file = path.join(target, 'SHA256SUMS');
	if (existsSync(file) && readFileSync(file, 'utf8') !== checksumList(pictures)) {
		throw new Error('the pictures are not those of SHA256SUMS; --update accepts them');
	}
}

function writePictures(pictures: readonly Picture[]): void {
	rmSync(target, {recursive: true, force: true});
	for (const {file, bytes} of pictures) {
		const full = path.join(target, file);
		mkdirSync(path.dirname(full), {recursive: true});
		writeFileSync(full, bytes);
	}
}

function writeLicences(gcomprisFolder: string): void {
	const copyright = path.join(gcomprisFolder, 'usr/share/doc', gcompris.name, 'copyright');
	const text = readFileSync(copyright, 'utf8');
	for (const [folder, licences] of Object.entries(licenceTexts)) {
		for (const licence of licences) {
			const file = path.join(target, folder, `LICENSE.${licence}.txt`);
			writeFileSync(file, readLicenceText(text, licence));
		}
	}

	// Debian packages do not carry the GPL themselves: every Debian has it here.
	const gpl = '/usr/share/common-licenses/GPL-2';
	copyFileSync(gpl, path.join(target, 'gpl/LICENSE.GPL-2.0.txt'));
}

function writeLists(pictures: readonly Picture[]): void {
	const labels = JSON.parse(
		readFileSync(path.join(dataFolder, 'labels/imagenet1k.json'), 'utf8'),
	) as Array<{label: string}>;
	const names = labels.map(({label}) => label);
	writeFileSync(path.join(target, 'SHA256SUMS'), checksumList(pictures));
	writeFileSync(path.join(target, 'labels.csv'), labelsCsv(pictures));
	const credits = creditsTable(pictures, [gcompris, tuxpaint], names);
	writeFileSync(path.join(target, 'CREDITS.md'), credits);
}

async function buildSamples(isUpdate: boolean, given?: string): Promise<void> {
	const workFolder = mkdtempSync(path.join(tmpdir(), 'edgetop-samples-'));
	try {
		const gcomprisFolder = unpackDebian(gcompris, workFolder, given);
		const tuxpaintFolder = unpackDebian(tuxpaint, workFolder, given);
		const pictures = [
			...(await readGcompris(gcomprisFolder)),
			...(await readTuxpaint(tuxpaintFolder)),
		];
		pictures.sort((a, b) => (a.file < b.file ? -1 : 1));
		if (!isUpdate) {
			demandSameChecksums(pictures);
		}

		writePictures(pictures);
		writeLicences(gcomprisFolder);
		writeLists(pictures);
		console.log(`${pictures.length} pictures written to data/samples`);
	} finally {
		rmSync(workFolder, {recursive: true, force: true});
	}
}

const words = process.argv.slice(2);
const folder = words.find(word => word !== '--update');
await buildSamples(words.includes('--update'), folder && path.resolve(folder));
