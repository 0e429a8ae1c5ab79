import {readdirSync} from 'node:fs';
import process from 'node:process';
import {fileURLToPath} from 'node:url';
import {expect, test} from 'vitest';
import {findPython} from '../../../source/backends/find-python.js';
import {WorkerClient} from '../../../source/backends/worker-client.js';

const worker = fileURLToPath(new URL('echo_worker.py', import.meta.url));
const numbers = [0, 1, 2, 3, 4, 5];
const floats = 3000;

test('frames come through shared memory, and through the pipe where there is none', async () => {
	const seen = async (sharesMemory: boolean) => {
		const command = {name: 'echo', file: findPython(), args: [worker], sharesMemory};
		const client = await WorkerClient.start(command);
		const model = {model: worker, output: {classes: 4}, input: {}};
		await client.load(model, async () => new Uint8Array(0));
		const tensors = numbers.map(number => new Float32Array(floats).fill(number));
		const answers: Float32Array[] = [];
		// The second pass has the same tensors, of which half are kept where the model runs. Two lie in the worker at once.
		for (const number of [...numbers, ...numbers].filter(number => number % 2 === 0)) {
			const pair = [number, number + 1].map(async place =>
				client.infer(tensors[place]!, 4, {isKept: place < 3}),
			);
			const [first, second] = await Promise.all(pair);
			answers.push(first!.scores, second!.scores);
		}

		// Memory that is filled again is no frame that is kept.
		const again = await client.infer(tensors[5]!.fill(9), 4);
		const {shared} = client.hello;
		await client.dispose();
		return {shared, answers: [...answers, again.scores].map(scores => scores.slice(2))};
	};

	const isLinux = process.platform === 'linux';
	const answers = [...numbers, ...numbers, 9].map(number => Float32Array.of(4 * floats, number));
	expect(await seen(true)).toEqual({shared: isLinux, answers});
	expect(await seen(false)).toEqual({shared: false, answers});
	const left = isLinux ? readdirSync('/dev/shm') : [];
	expect(left.filter(name => name.startsWith(`edgetop-${process.pid}-`))).toEqual([]);
});
