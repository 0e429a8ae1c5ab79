import {readdirSync} from 'node:fs';
import process from 'node:process';
import {fileURLToPath} from 'node:url';
import {expect, test} from 'vitest';
import {findPython} from '../../../source/backends/find-python.js';
import {WorkerClient} from '../../../source/backends/worker-client.js';

test('frames come through shared memory, and through the pipe where there is none', async () => {
	const worker = fileURLToPath(new URL('echo_worker.py', import.meta.url));
	const command = {name: 'echo', file: findPython(), args: [worker]};
	const frame = (first: number) => Float32Array.of(first, ...Array.from({length: 2999}, () => 0.5));
	const seen = async (sharesMemory: boolean) => {
		const client = await WorkerClient.start({...command, sharesMemory});
		const model = {model: worker, output: {classes: 4}, input: {}};
		await client.load(model, async () => new Uint8Array(0));
		const pending = [];
		for (let number = 0; number < 6; number++) {
			// Two lie in the worker at once, each in its place.
			pending.push(client.infer(frame(number), 4));
			await (number % 2 === 1 && pending[number]);
		}

		const answers = await Promise.all(pending);
		const {shared} = client.hello;
		await client.dispose();
		return {shared, answers: answers.map(({scores}) => scores.slice(2))};
	};

	const answers = [0, 1, 2, 3, 4, 5].map(number => Float32Array.of(12_000, number));
	const isLinux = process.platform === 'linux';
	expect(await seen(true)).toEqual({shared: isLinux, answers});
	expect(await seen(false)).toEqual({shared: false, answers});
	const left = isLinux ? readdirSync('/dev/shm') : [];
	expect(left.filter(name => name.startsWith(`edgetop-${process.pid}-`))).toEqual([]);
});
