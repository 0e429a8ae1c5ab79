import {writeFileSync} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import {afterEach, expect, test, vi} from 'vitest';
import {SensorsClient} from '../../../source/sensors/sensors-client.js';
import {type TelemetrySample} from '../../../source/sensors/sensor.js';
import {figure, removeTrees, writeTree} from './board-tree.js';

const clients: SensorsClient[] = [];

const start = (options: Partial<ConstructorParameters<typeof SensorsClient>[0]> = {}) => {
	const samples: TelemetrySample[] = [];
	const troubles: string[] = [];
	const client = new SensorsClient({
		periodMs: 100,
		onSample(sample) {
			samples.push(sample);
		},
		onTrouble(text) {
			troubles.push(text);
		},
		...options,
	});
	clients.push(client);
	return {client, samples, troubles};
};

const patience = {timeout: 20_000, interval: 20};

afterEach(async () => {
	await Promise.all(clients.splice(0).map(async client => client.close()));
	removeTrees();
});

const tree = () =>
	writeTree({
		'proc/device-tree/model': 'Raspberry Pi 9 Model X\0',
		'sys/class/thermal/thermal_zone0/type': 'cpu-thermal',
		'sys/class/thermal/thermal_zone0/temp': '55500',
	});

test('samples, identity and description come from a process of their own', async () => {
	const sensorRoot = tree();
	const {client, samples} = start({sensorRoot});
	await vi.waitFor(() => {
		expect(samples.length).toBeGreaterThanOrEqual(3);
	}, patience);
	const sample = samples.at(-1)!;
	const zone = sample.readings.find(({id}) => id === 'thermal/cpu-thermal');
	expect(figure(zone)).toBe(55.5);
	expect(sample.cpuSeconds).toBeGreaterThan(0);
	expect(sample.rssBytes).toBeGreaterThan(1e7);
	expect(sample.costMs).toBeGreaterThan(0);
	expect(client.pid).not.toBe(process.pid);
	const [identity, sources] = await Promise.all([client.identity(), client.describe()]);
	expect(identity).toMatchObject({board: 'Raspberry Pi 9 Model X', sensorRoot});
	expect(identity!.logicalCores).toBeGreaterThan(0);
	expect(identity!.memoryTotalBytes).toBeGreaterThan(1e8);
	expect(sources!.find(({id}) => id === 'thermal')).toMatchObject({
		state: 'ok',
		reason: '1 of 1 readings',
	});
	expect(sources!.every(({reason}) => reason !== '')).toBe(true);
});

test('killed, it is started again and the samples go on', async () => {
	const {client, samples, troubles} = start({sensorRoot: tree()});
	await vi.waitFor(() => {
		expect(samples.length).toBeGreaterThan(0);
	}, patience);
	process.kill(client.pid!, 'SIGKILL');
	await vi.waitFor(() => {
		expect(troubles).toEqual(['the sensors process died of SIGKILL; it starts again in 1 s']);
	}, patience);
	const before = samples.length;
	await vi.waitFor(() => {
		expect(samples.length).toBeGreaterThan(before);
	}, patience);
});

test('stopped, it is noticed, killed and started again', async () => {
	const {client, samples, troubles} = start({sensorRoot: tree(), silenceLimitMs: 3000});
	await vi.waitFor(() => {
		expect(samples.length).toBeGreaterThan(0);
	}, patience);
	process.kill(client.pid!, 'SIGSTOP');
	await vi.waitFor(() => {
		expect(troubles).toHaveLength(1);
	}, patience);
	const before = samples.length;
	await vi.waitFor(() => {
		expect(samples.length).toBeGreaterThan(before);
	}, patience);
});

test('one that is slow to start is left to it', async () => {
	const entry = path.join(tree(), 'slow.mjs');
	writeFileSync(
		entry,
		`process.on('message', ({type, request}) => {
	if (type === 'describe') setTimeout(() => process.send({type: 'described', request, sources: []}), 4500);
	if (type === 'exit') process.exit();
});
`,
	);
	// Silent for that long it would be killed, had it ever spoken.
	const {client, troubles} = start({entry, silenceLimitMs: 3000});
	expect(await client.describe()).toEqual([]);
	expect(troubles).toEqual([]);
});

test('an entry that cannot run never throws into the caller', async () => {
	const {client, troubles} = start({entry: '/nowhere/helper.js'});
	await vi.waitFor(() => {
		expect(troubles[0]).toMatch(/ended with exit code 1; it starts again in 1 s/);
	}, patience);
	await client.close();
	expect(await client.identity()).toBeUndefined();
	expect(await client.describe()).toBeUndefined();
});
