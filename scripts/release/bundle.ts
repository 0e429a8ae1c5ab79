/**
Bundles the program: `source/` and what it imports from npm in a few files, because loading six hundred small modules takes longer than all else at the start. Left out are packages with a native library, which find it beside their own files.

All files of a bundle lie in one folder, one level below `dist/`: there `../../` leads to the package's root, and the programs that are started as a process or thread of their own lie beside the code that starts them, as in `source/`.
*/
import {cpSync, mkdirSync, readdirSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {build, type Metafile} from 'esbuild';

/** Programs of the bundle: the command itself, and what it starts as a process or thread of its own. */
const entries: Readonly<Record<string, string>> = {
	cli: 'source/cli.ts',
	engine: 'source/engine/engine.ts',
	helper: 'source/sensors/helper.ts',
	'decode-worker': 'source/frames/decode-worker.ts',
	'stream-worker': 'source/frames/video/stream-worker.ts',
};

/** Packages that stay packages: two with a native library, and two that are loaded only where somebody installed them. */
const externalPackages = ['onnxruntime-node', 'sharp', 'onnxruntime-web', 'react-devtools-core'];

/** Folders of Python beside the code that starts them. */
const pythonFolders = ['source/backends/python', 'source/conversion/converters'];

const sourcesOf = (root: string): string[] =>
	readdirSync(path.join(root, 'source'), {recursive: true})
		.map(file => path.posix.join('source', String(file).replaceAll(path.sep, '/')))
		.filter(file => /\.tsx?$/.test(file));

/**
Every place in `source/` that names a file by its own, which a bundle would move: each must lead to the same file from the bundle's folder.

@throws {Error} naming the first one that does not.
*/
export function checkFileNames(root: string): void {
	for (const file of sourcesOf(root)) {
		const text = readFileSync(path.join(root, file), 'utf8');
		for (const [, name] of text.matchAll(/new URL\(\s*['`]([^'`]+)['`],\s*import\.meta\.url/g)) {
			const named = name!.replace(/\$\{(?:entryExtension|extension)\}/, 'js');
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
}

/**
Bundles the program at `root` into `folder`, `dist/SOMETHING` of a package, with the Python workers and converters beside it. The same source gives the same bytes.

@returns What went in, as esbuild tells it: for the licences.
*/
export async function bundle(root: string, folder: string): Promise<Metafile> {
	checkFileNames(root);
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
		external: externalPackages,
		define: {'process.env.NODE_ENV': '"production"'},
		// CommonJS packages ask for Node's own modules with `require`.
		banner: {
			js: "import {createRequire as createRequireOfBundle} from 'node:module';const require=createRequireOfBundle(import.meta.url);",
		},
		minifyWhitespace: true,
		minifySyntax: true,
		legalComments: 'none',
		metafile: true,
		logLevel: 'warning',
	});
	for (const python of pythonFolders) {
		const target = path.join(folder, path.basename(python));
		mkdirSync(target, {recursive: true});
		for (const file of readdirSync(path.join(root, python)).filter(name => name.endsWith('.py'))) {
			cpSync(path.join(root, python, file), path.join(target, file));
		}
	}

	return metafile;
}
