import {
	chmodSync,
	cpSync,
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import path from 'node:path';
import type {Metafile} from 'esbuild';
import {fetchNpmPackage, type NpmSource} from '../build-model/fetch-package.js';
import {packagesOf} from '../bundle.mjs';
import {stripProgram} from './elf.js';
import {copyLicence, listOfPackages} from './licences.js';
import {lockedPackage, type Target} from './targets.js';

/** What the native packages need of npm when they run (not when they are installed). */
const runtimePackages = [
	'onnxruntime-node',
	'onnxruntime-common',
	'sharp',
	'@img/colour',
	'detect-libc',
	'semver',
];

const sharpBinaries = (target: Target): string[] => [
	`@img/sharp-${target.name}`,
	`@img/sharp-libvips-${target.name}`,
];

/** Of no use to a running program. */
const isUnneeded = (file: string): boolean =>
	/\.(d\.[cm]?ts|ts|map|gyp)$/.test(file) || /\/(src|install|script|cmake|\.git)(\/|$)/.test(file);

const copyPackage = (from: string, to: string, isLeftOut: (file: string) => boolean): void => {
	cpSync(from, to, {
		recursive: true,
		filter(file) {
			const relative = `/${path.relative(from, file).replaceAll(path.sep, '/')}`;
			return !isUnneeded(relative) && !isLeftOut(relative);
		},
	});
};

/** onnxruntime-node brings the libraries of all systems. */
const isOtherSystem =
	(target: Target) =>
	(file: string): boolean => {
		const [, system, arch] = /^\/bin\/[^/]+\/([^/]+)(?:\/([^/]+))?/.exec(file) ?? [];
		return system !== undefined && (system !== 'linux' || (arch ?? target.arch) !== target.arch);
	};

/** Fetches a package, or gives the folder where this run has already put it. */
const fetched = (source: NpmSource, downloads: string): string => {
	const folder = path.join(downloads, source.specifier.replaceAll(/[^\w.-]+/g, '_'));
	if (existsSync(path.join(folder, 'package.json'))) {
		return folder;
	}

	rmSync(folder, {recursive: true, force: true});
	return fetchNpmPackage(source, downloads);
};

const modeOf = (file: string): number =>
	/(^|\/)bin\/edgetop$|(^|\/)lib\/node$/.test(file) ? 0o755 : 0o644;

const setModes = (folder: string): void => {
	chmodSync(folder, 0o755);
	for (const entry of readdirSync(folder, {recursive: true, withFileTypes: true})) {
		const file = path.join(entry.parentPath, entry.name);
		chmodSync(file, entry.isDirectory() ? 0o755 : modeOf(file));
	}
};

/** What is in the npm package beside the program: the same documents, models and pictures. */
const packageFiles = (root: string): string[] => {
	const {files} = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
		files: string[];
	};
	return [
		'package.json',
		'README.md',
		'LICENSE',
		...files.filter(file => !file.startsWith('!') && !file.startsWith('dist') && file !== 'docs'),
		'docs',
	].filter(file => existsSync(path.join(root, file)));
};

/** Documents for those who develop edgetop, and pictures of README. */
const isUnneededDocument = (file: string): boolean =>
	/\/docs\/(benchmarks|screenshot\.\w+|release-log\.md)/.test(file);

/**
Lays out a build for `target` in `folder`: launcher, Node, the bundle, the native packages, models, pictures, documents, and the licence of each part.

@param bundleFolder - What `bundle()` made; the same for all targets.
*/
export function layOut(
	root: string,
	target: Target,
	{folder, downloads, bundleFolder}: {folder: string; downloads: string; bundleFolder: string},
	metafile: Metafile,
): void {
	rmSync(folder, {recursive: true, force: true});
	const copy = (from: string, to: string) => {
		cpSync(from, path.join(folder, to), {recursive: true});
	};

	copy(path.join(root, 'scripts/release/files/edgetop'), 'bin/edgetop');
	const node = fetched(target.node, downloads);
	copy(path.join(node, 'bin/node'), 'lib/node');
	stripProgram(path.join(folder, 'lib/node'));
	copy(bundleFolder, 'dist/bundle');
	for (const file of packageFiles(root)) {
		copyPackage(path.join(root, file), path.join(folder, file), name =>
			isUnneededDocument(`/${file}${name}`),
		);
	}

	const packages = [
		...runtimePackages.map(name => path.join(root, 'node_modules', name)),
		...sharpBinaries(target).map(name => fetched(lockedPackage(root, name), downloads)),
	];
	const names = [...runtimePackages, ...sharpBinaries(target)];
	for (const [index, from] of packages.entries()) {
		copyPackage(from, path.join(folder, 'node_modules', names[index]!), isOtherSystem(target));
	}

	const licences = path.join(folder, 'licences');
	const bundled = packagesOf(metafile).map(name => path.join(root, name));
	const all = [...bundled, ...packages.filter(name => !bundled.includes(name))];
	for (const packageFolder of all) {
		if (!packageFolder.includes('sharp-libvips')) {
			copyLicence(root, packageFolder, licences);
		}
	}

	const libvips = packages.find(name => name.includes('sharp-libvips'))!;
	cpSync(path.join(root, 'scripts/release/licences/libvips'), path.join(licences, 'libvips'), {
		recursive: true,
	});
	cpSync(path.join(libvips, 'README.md'), path.join(licences, 'libvips', 'README.md'));
	mkdirSync(path.join(licences, 'node'), {recursive: true});
	cpSync(path.join(node, 'LICENSE'), path.join(licences, 'node', 'LICENSE'));
	writeFileSync(path.join(licences, 'PACKAGES.txt'), listOfPackages([node, ...all]));
	setModes(folder);
}
