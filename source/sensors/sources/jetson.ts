import {
	chmodCommand,
	cleanLabel,
	parseNumber,
	readNumber,
	readOptionalText,
	toReading,
} from '../parse.js';
import {isFailure, type Root} from '../roots/root.js';
import {type Reading, type Sensor} from '../sensor.js';

/*
Jetson: GPU load (per mille), over-current event counters of soctherm, power mode of nvpmodel. No command is run where the files say it.
*/

const gpuFolders = ['sys/devices', 'sys/devices/platform', 'sys/devices/platform/bus@0'];
const gpuPattern = /^(?:gpu\.0|[\da-f]+\.(?:gpu|ga10b|gv11b|gp10b))$/;
const hwmonFolder = 'sys/class/hwmon';

const findGpuLoad = async (root: Root): Promise<string | undefined> => {
	for (const folder of gpuFolders) {
		for (const name of await root.list(folder)) {
			const path = `${folder}/${name}/load`;
			if (gpuPattern.test(name) && parseableLoad(await root.readText(path))) {
				return path;
			}
		}
	}

	return undefined;
};

/** Also a load that cannot be read now is one. */
const parseableLoad = (text: Awaited<ReturnType<Root['readText']>>): boolean =>
	isFailure(text) ? text.kind !== 'missing' : !isFailure(parseNumber(text));

const findCounters = async (root: Root): Promise<string[]> => {
	for (const chip of await root.list(hwmonFolder)) {
		const path = `${hwmonFolder}/${chip}`;
		if ((await readOptionalText(root, `${path}/name`)) === 'soctherm_oc') {
			const files = await root.list(path);
			return files.filter(file => /^oc\d+_event_cnt$/.test(file)).map(file => `${path}/${file}`);
		}
	}

	return [];
};

const readCounter = async (root: Root, path: string): Promise<Reading> => {
	const name = /oc\d+/.exec(path)![0];
	return toReading(
		{
			id: `jetson/${name}`,
			label: `over-current events ${name.toUpperCase()}`,
			quantity: 'counter',
			unit: 'count',
			source: `/${path}`,
			atMs: root.now(),
			evidence: {kind: 'counter', cause: 'overcurrent'},
		},
		await readNumber(root, path),
		{mend: chmodCommand(path)},
	);
};

const modeNames = (config: string): ReadonlyMap<number, string> =>
	new Map(
		[...config.matchAll(/<\s*POWER_MODEL\s+ID=(?<id>\d+)\s+NAME=(?<name>\S+)\s*>/g)].map(match => [
			Number(match.groups!['id']),
			cleanLabel(match.groups!['name']!),
		]),
	);

/** `pmode:0002` of /var/lib/nvpmodel/status, else what `nvpmodel -q` prints. */
const powerMode = async (
	root: Root,
): Promise<{number: number; name: string; source: string} | undefined> => {
	const status = await readOptionalText(root, 'var/lib/nvpmodel/status');
	const number = /pmode:(?<number>\d+)/.exec(status ?? '')?.groups?.['number'];
	if (number !== undefined) {
		const names = modeNames((await readOptionalText(root, 'etc/nvpmodel.conf')) ?? '');
		const name = names.get(Number(number)) ?? `mode ${Number(number)}`;
		return {number: Number(number), name, source: '/var/lib/nvpmodel/status'};
	}

	const text = await root.run('nvpmodel', ['-q']);
	const match = isFailure(text) ? null : /Power Mode:\s*(?<name>\S+)\s+(?<number>\d+)/.exec(text);
	return match
		? {
				number: Number(match.groups!['number']),
				name: cleanLabel(match.groups!['name']!),
				source: 'nvpmodel -q',
			}
		: undefined;
};

export const jetson: Sensor = {
	id: 'jetson',
	title: 'Jetson GPU load and over-current counters',
	async open(root) {
		const load = await findGpuLoad(root);
		const counters = await findCounters(root);
		if (!load && counters.length === 0) {
			return {absent: 'no load file and no over-current counter of a Jetson'};
		}

		return {
			async read() {
				const readings = await Promise.all(
					counters.map(async counter => readCounter(root, counter)),
				);
				if (load) {
					readings.unshift(
						toReading(
							{
								id: 'jetson/gpu-load',
								label: 'GPU in use',
								quantity: 'load',
								unit: 'fraction',
								source: `/${load}`,
								atMs: root.now(),
							},
							await readNumber(root, load),
							{scale: 1e-3, mend: chmodCommand(load)},
						),
					);
				}

				return readings;
			},
		};
	},
};

export const jetsonPowerMode: Sensor = {
	id: 'jetson-power-mode',
	title: 'Jetson power mode (nvpmodel)',
	periodMs: 10_000,
	timeoutMs: 3500,
	async open(root) {
		if (!(await powerMode(root))) {
			return {absent: 'no nvpmodel (not a Jetson, or its tools are not installed)'};
		}

		return {
			async read() {
				const mode = await powerMode(root);
				return [
					{
						id: 'jetson/power-mode',
						label: 'power mode',
						quantity: 'info',
						unit: 'state',
						source: mode?.source ?? 'nvpmodel -q',
						atMs: root.now(),
						...(mode
							? {value: mode.number, detail: mode.name}
							: {missing: 'nvpmodel gave no mode'}),
					},
				];
			},
		};
	},
};
