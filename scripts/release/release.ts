/**
`npm run release [-- TARGET… --quick]`: builds that need no Node on the machine they run on, from this checkout and the npm registry alone, into `release/`. The same commit gives the same bytes. `--quick` compresses little, for a try.
*/
import {execFileSync} from 'node:child_process';
import {chmodSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import {bundle} from '../bundle.mjs';
import {sha256Of, writeDebianPackage, writeTarball} from './archive.js';
import {commitTime} from './commit-time.js';
import {layOutDebian} from './debian.js';
import {partsList} from './parts-list.js';
import {targets} from './targets.js';
import {layOut} from './tree.js';

const largestTarballBytes = 70_000_000;
const largestUnpackedBytes = 200_000_000;

const root = path.resolve(import.meta.dirname, '../..');
const {version} = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
	version: string;
};

const unpackedBytes = (folder: string): number =>
	Number(execFileSync('du', ['-sb', folder], {encoding: 'utf8'}).split('\t')[0]);

const atMost = (what: string, bytes: number, limit: number): void => {
	if (bytes > limit) {
		throw new Error(`${what}: ${bytes} bytes, over ${limit}`);
	}
};

const isQuick = process.argv.includes('--quick');
const effort = isQuick ? 0 : 6;
const wanted = process.argv.slice(2).filter(name => name !== '--quick');
const unknown = wanted.find(name => !targets.some(target => target.name === name));
if (unknown !== undefined) {
	throw new Error(`no target ${unknown}; there are ${targets.map(({name}) => name).join(', ')}`);
}

const out = process.env['EDGETOP_RELEASE_FOLDER'] ?? path.join(root, 'release');
const work = path.join(out, 'work');
const downloads = path.join(root, '.cache', 'release');
rmSync(out, {recursive: true, force: true});
for (const folder of [work, downloads]) {
	mkdirSync(folder, {recursive: true});
}

const epoch = commitTime(root);
const bundleFolder = path.join(work, 'dist', 'bundle');
const metafile = await bundle(root, bundleFolder);
const sums: string[] = [];
for (const target of targets.filter(({name}) => wanted.length === 0 || wanted.includes(name))) {
	const folder = path.join(work, `edgetop-${version}-${target.name}`);
	layOut(root, target, {folder, downloads, bundleFolder}, metafile);
	const debianFolder = path.join(work, `debian-${target.debianArch}`);
	layOutDebian(root, target, {
		build: folder,
		folder: debianFolder,
		cli: path.join(root, 'dist', 'bundle', 'cli.js'),
	});
	const tarball = path.join(out, `edgetop-${version}-${target.name}.tar.xz`);
	const deb = path.join(out, `edgetop_${version}_${target.debianArch}.deb`);
	writeTarball(folder, tarball, epoch, effort);
	writeDebianPackage(debianFolder, deb, epoch, effort);
	const [packed, unpacked] = [statSync(tarball).size, unpackedBytes(folder)];
	if (!isQuick) {
		atMost(tarball, packed, largestTarballBytes);
	}

	atMost(folder, unpacked, largestUnpackedBytes);
	for (const file of [tarball, deb]) {
		sums.push(`${sha256Of(file)}  ${path.basename(file)}`);
	}

	console.log(
		`${path.basename(tarball)}: ${(packed / 1e6).toFixed(1)} MB, unpacked ${(unpacked / 1e6).toFixed(1)} MB`,
	);
}

const parts = `edgetop-${version}.cdx.json`;
writeFileSync(path.join(out, parts), partsList(root, epoch));
sums.push(`${sha256Of(path.join(out, parts))}  ${parts}`);
writeFileSync(path.join(out, 'SHA256SUMS'), `${sums.join('\n')}\n`);
for (const name of ['install.sh', 'Dockerfile']) {
	const text = readFileSync(path.join(root, 'scripts/release/files', name), 'utf8')
		.replaceAll('@VERSION@', version)
		.replaceAll('@SUMS@', sums.join('\n'));
	writeFileSync(path.join(out, name), text);
}

chmodSync(path.join(out, 'install.sh'), 0o755);
rmSync(work, {recursive: true});
console.log(sums.join('\n'));
