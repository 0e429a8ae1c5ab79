import {spawnSync} from 'node:child_process';
import {createHash} from 'node:crypto';
import {existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync} from 'node:fs';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {findPython} from '../../../source/backends/find-python.js';
import {readManifest} from '../../../source/models/read-manifest.js';
import {type FormatName, type Manifest} from '../../../source/models/manifest.js';

export const projectRoot = fileURLToPath(new URL('../../..', import.meta.url));
export const modelFile = path.join(projectRoot, 'models/efficientnet-b0.onnx');
const scripts = path.join(projectRoot, 'scripts/convert-model');

/** Files that scripts/convert-model writes, by format. */
const suffixes = {torchscript: '.pt', 'saved-model': '-saved-model', tflite: '.tflite'} as const;

const cacheFolder = (): string => {
	const hash = createHash('sha256').update(readFileSync(modelFile));
	for (const name of readdirSync(scripts).filter(name => name.endsWith('.py'))) {
		hash.update(readFileSync(path.join(scripts, name)));
	}

	return path.join(projectRoot, '.cache/converted', hash.digest('hex').slice(0, 16));
};

export type Form = {readonly file: string} | {readonly missing: string};

/** The embedded model in another format, converted once and kept; or why that cannot be done here. */
export const formOf = (format: FormatName): Form => {
	if (format === 'onnx') {
		return {file: modelFile};
	}

	const suffix = suffixes[format as keyof typeof suffixes];
	const folder = cacheFolder();
	const file = path.join(folder, `efficientnet-b0${suffix}`);
	if (existsSync(file)) {
		return {file};
	}

	mkdirSync(folder, {recursive: true});
	const partial = path.join(folder, `partial-${process.pid}`);
	const {status, stderr} = spawnSync(
		findPython(),
		[path.join(scripts, 'convert.py'), modelFile, partial, format],
		{encoding: 'utf8'},
	);
	if (status !== 0) {
		const lastLines = (stderr ?? '').trim().split('\n').slice(-2).join(' ');
		return {missing: `the ${format} form cannot be written with ${findPython()}: ${lastLines}`};
	}

	renameSync(path.join(partial, `efficientnet-b0${suffix}`), file);
	rmSync(partial, {recursive: true});
	return {file};
};

export const readModelManifest = async (): Promise<Manifest> =>
	readManifest(modelFile.replace(/\.onnx$/, '.json'));
