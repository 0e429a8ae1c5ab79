/*
The smallest possible loop: onnxruntime-node alone, the same tensors, the same threads, nothing else in the process. Prints one JSON line. The engine is held against this. Plain JavaScript: nothing that compiles stands in its memory.

Arguments: MODEL THREADS SECONDS FOLDER memory|turns. The frames are the JPEGs below the folder: decoded before the clock starts, or each before its inference, in which case FPS contains the decoding.
*/
import {readdir} from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import sharp from 'sharp';

// As in edgetop: the runtime is told to send nothing, before it is loaded.
process.env.ORT_DISABLE_TELEMETRY ??= '1';
const ort = await import('onnxruntime-node');

const [model = '', threads = '1', seconds = '10', folder = '', how = 'memory'] =
	process.argv.slice(2);
const size = 224;
const resized = 256;

// As edgetop decodes: one thread, no cache.
sharp.concurrency(1);
sharp.cache(false);

const decode = async file => {
	const {width, height} = await sharp(file).metadata();
	const scale = resized / Math.min(width, height);
	const w = Math.round(width * scale);
	const h = Math.round(height * scale);
	const pixels = await sharp(file)
		.resize(w, h, {kernel: 'cubic', fit: 'fill'})
		.extract({
			left: Math.floor((w - size) / 2),
			top: Math.floor((h - size) / 2),
			width: size,
			height: size,
		})
		.toColourspace('srgb')
		.removeAlpha()
		.raw()
		.toBuffer();
	const area = size * size;
	const tensor = new Float32Array(3 * area);
	for (let index = 0; index < area; index++) {
		for (let channel = 0; channel < 3; channel++) {
			tensor[channel * area + index] = pixels[3 * index + channel] / 255;
		}
	}

	return tensor;
};

const names = await readdir(folder, {recursive: true});
const files = names.filter(name => /\.jpe?g$/i.test(name)).map(name => path.join(folder, name));
const tensors = [];
for (const file of how === 'memory' ? files : files.slice(0, 1)) {
	tensors.push(await decode(file));
}

const session = await ort.InferenceSession.create(model, {
	executionProviders: ['cpu'],
	graphOptimizationLevel: 'all',
	intraOpNumThreads: Number(threads),
	interOpNumThreads: 1,
	executionMode: 'sequential',
});
const inputName = session.inputNames[0];
const runOnce = async data => {
	await session.run({[inputName]: new ort.Tensor('float32', data, [1, 3, size, size])});
};

const warmUntil = performance.now() + 2000;
for (let index = 0; performance.now() < warmUntil; index++) {
	await runOnce(tensors[index % tensors.length]);
}

const latencies = [];
const began = performance.now();
const end = began + Number(seconds) * 1000;
for (let index = 0; performance.now() < end; index++) {
	const data =
		how === 'memory' ? tensors[index % tensors.length] : await decode(files[index % files.length]);
	const submitted = performance.now();
	await runOnce(data);
	latencies.push(performance.now() - submitted);
}

const elapsed = performance.now() - began;
latencies.sort((a, b) => a - b);
process.stdout.write(
	`${JSON.stringify({
		fps: (1000 * latencies.length) / elapsed,
		p50: latencies[Math.floor(latencies.length / 2)],
		rssMegabytes: process.memoryUsage.rss() / 2 ** 20,
	})}\n`,
);
