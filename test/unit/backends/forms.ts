import {spawnSync} from 'node:child_process';
import {createHash} from 'node:crypto';
import {existsSync, mkdirSync, readdirSync, readFileSync, renameSync} from 'node:fs';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {findPython} from '../../../source/backends/find-python.js';
import {readManifest} from '../../../source/models/read-manifest.js';
import {type FormatName, type Manifest} from '../../../source/models/manifest.js';

export const projectRoot = fileURLToPath(new URL('../../..', import.meta.url));
export const modelFile = path.join(projectRoot, 'models/efficientnet-b0.onnx');
const scripts = path.join(projectRoot, 'source/conversion/converters');

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
	const {stdout, stderr} = spawnSync(findPython(), [path.join(scripts, 'convert.py')], {
		encoding: 'utf8',
		input: JSON.stringify({
			source: modelFile,
			from: 'onnx',
			to: format,
			target: partial,
			shape: [1, 3, 224, 224],
		}),
		env: {...process.env, PYTHONDONTWRITEBYTECODE: '1'},
	});
	const last = stdout?.trim().split('\n').at(-1) ?? '';
	if (!last.startsWith('{"done"')) {
		const lastLines = (stderr ?? '').trim().split('\n').slice(-2).join(' ');
		return {
			missing: `the ${format} form cannot be written with ${findPython()}: ${last || lastLines}`,
		};
	}

	renameSync(partial, file);
	return {file};
};

export const readModelManifest = async (): Promise<Manifest> =>
	readManifest(modelFile.replace(/\.onnx$/, '.json'));
