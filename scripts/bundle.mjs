/**
Bundles the program: `source/` and what it imports from npm in a few files, because loading six hundred small modules takes longer than all else at the start. Left out are packages with a native library, which find it beside their own files.

All files of a bundle lie in one folder, one level below `dist/`: there `../../` leads to the package's root, and the programs that are started as a process or thread of their own lie beside the code that starts them, as in `source/`.
*/
import fs from 'node:fs';
import path from 'node:path';

/** Programs of the bundle: the command itself, what it starts as a process or thread of its own, and what other programs import. */
const entries = {
	cli: 'source/cli.ts',
	engine: 'source/engine/engine.ts',
	helper: 'source/sensors/helper.ts',
	'decode-worker': 'source/frames/decode-worker.ts',
	'stream-worker': 'source/frames/video/stream-worker.ts',
	index: 'source/index.ts',
};

/** Packages that stay packages: two with a native library, and two that are loaded only where somebody installed them. */
const externalPackages = ['onnxruntime-node', 'sharp', 'onnxruntime-web', 'react-devtools-core'];

/** Folders of Python beside the code that starts them. */
const pythonFolders = ['source/backends/python', 'source/conversion/converters'];

const sourcesOf = root =>
	fs
		.readdirSync(path.join(root, 'source'), {recursive: true})
		.map(file => path.posix.join('source', String(file).replaceAll(path.sep, '/')))
		.filter(file => /\.tsx?$/.test(file));

/**
Every place in `source/` that names a file by its own, which a bundle would move: each must lead to the same file from the bundle's folder.

@throws {Error} naming the first one that does not.
*/
const checkFileNames = root => {
	for (const file of sourcesOf(root)) {
		const text = fs.readFileSync(path.join(root, file), 'utf8');
		for (const [, name] of text.matchAll(/new URL\(\s*['`]([^'`]+)['`],\s*import\.meta\.url/g)) {
			const named = name.replace(/\$\{(?:entryExtension|extension)\}/, 'js');
			const isEntry = Object.hasOwn(entries, path.parse(named).name) && !named.includes('/');
			const isOfRoot = /^\.\.\/\.\.\/\w/.test(named) && file.split('/').length === 3;
			const isPython = pythonFolders.some(folder =>
				path.posix.join(path.posix.dirname(file), named, '/').startsWith(`${folder}/`),
			);
			if (!isEntry && !isOfRoot && !isPython) {
				throw new Error(`${file} names ${name}, which the bundle would not have in that place`);
			}
		}
	}
};

/** Folders of the npm packages of which something is in the bundle, relative to the root; sorted. */
export const packagesOf = metafile => {
	const folders = Object.keys(metafile.inputs)
		.map(file => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0])
		.filter(folder => folder !== undefined);
	return [...new Set(folders)].sort();
};

/** Names of files that hold a package's licence. */
export const isLicenceText = name =>
	/^(licen[cs]e|copying|notice|third.?party)/i.test(name) && !/\.(js|cjs|mjs|ts)$/i.test(name);

/** Licence texts that their packages came without. */
const keptLicences = 'scripts/release/licences';

/** The licence texts of a package: in its folder, or kept here. @throws {Error} where there is neither. */
const licenceTextsOf = (root, folder) => {
	const {name} = JSON.parse(fs.readFileSync(path.join(root, folder, 'package.json'), 'utf8'));
	const places = [path.join(root, folder), path.join(root, keptLicences, name.replace('/', '__'))];
	const files = places
		.filter(place => fs.existsSync(place))
		.flatMap(place =>
			fs
				.readdirSync(place)
				.filter(file => isLicenceText(file))
				.map(file => path.join(place, file)),
		);
	if (files.length === 0) {
		throw new Error(`${name} has no licence text: put it into ${keptLicences}/`);
	}

	return `${name}\n\n${files.map(file => fs.readFileSync(file, 'utf8').trim()).join('\n\n')}\n`;
};

/** The layout engine of ink would unpack itself, 70 kB of text, through `fetch`, for which Node loads its whole web client; without one it does so by itself. */
const withoutFetch = {
	name: 'without-fetch',
	setup({onLoad}) {
		onLoad({filter: /yoga-wasm-base64-esm\.js$/}, ({path: file}) => ({
			contents: `const fetch = undefined;\n${fs.readFileSync(file, 'utf8')}`,
			loader: 'js',
		}));
	},
};

/**
Bundles the program at `root` into `folder`, `dist/SOMETHING` of a package, with the Python workers and converters beside it, and the licences of all that is in it. The same source gives the same bytes.

@returns What went in, as esbuild tells it.
*/
export const bundle = async (root, folder) => {
	// Here: set-up loads this file before anything is installed.
	const {build} = await import('esbuild');
	checkFileNames(root);
	fs.rmSync(folder, {recursive: true, force: true});
	const {metafile} = await build({
		absWorkingDir: root,
		entryPoints: entries,
		outdir: folder,
		bundle: true,
		splitting: true,
		format: 'esm',
		platform: 'node',
		target: 'node20.19',
		jsx: 'automatic',
		// The same where the settings that tsconfig.json extends are not installed.
		tsconfigRaw: {compilerOptions: {useDefineForClassFields: true}},
		external: externalPackages,
		define: {'process.env.NODE_ENV': '"production"'},
		// CommonJS packages ask for Node's own modules with `require`.
		banner: {
			js: "import {createRequire as createRequireOfBundle} from 'node:module';const require=createRequireOfBundle(import.meta.url);",
		},
		plugins: [withoutFetch],
		minifyWhitespace: true,
		minifySyntax: true,
		legalComments: 'none',
		metafile: true,
		logLevel: 'warning',
	});
	for (const python of pythonFolders) {
		const target = path.join(folder, path.basename(python));
		fs.mkdirSync(target, {recursive: true});
		for (const file of fs.readdirSync(path.join(root, python))) {
			if (file.endsWith('.py')) {
				fs.copyFileSync(path.join(root, python, file), path.join(target, file));
			}
		}
	}

	const licences = packagesOf(metafile).map(name => licenceTextsOf(root, name));
	fs.writeFileSync(path.join(folder, 'LICENCES.txt'), licences.join(`\n${'-'.repeat(72)}\n\n`));
	return metafile;
};
