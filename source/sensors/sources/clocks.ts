import {
	chmodCommand,
	cleanLabel,
	parseNumber,
	readNumber,
	readOptionalNumber,
	readOptionalText,
	toReading,
} from '../parse.js';
import {isFailure, type Root} from '../roots/root.js';
import {type Reading, type Sensor} from '../sensor.js';

/*
Clocks of the CPUs (cpufreq, kilohertz) and of other devices (devfreq, hertz) against their highest. `limits.max` is what the hardware can do; a lower ceiling set by the user or by a power mode is said in `detail`.
*/

const cpuFolder = 'sys/devices/system/cpu';
const devfreqFolder = 'sys/class/devfreq';

type Load = {readonly id: string; readonly label: string; readonly path: string};

type Clock = {
	readonly id: string;
	readonly label: string;
	readonly path: string;
	readonly scale: number;
	readonly max: number | undefined;
	readonly ceilingPath: string | undefined;
	/** CPU clocks: the CPUs that it drives. */
	readonly cpus?: readonly number[] | undefined;
};

/** `0 1 2 3` of related_cpus. */
const parseCpus = (text: string | undefined): number[] | undefined => {
	const cpus = (text ?? '').trim().split(/[\s,]+/);
	return cpus.every(cpu => /^\d{1,5}$/.test(cpu)) ? cpus.map(Number) : undefined;
};

const cpuClocks = async (root: Root): Promise<Clock[]> => {
	const policyNames = await root.list(`${cpuFolder}/cpufreq`);
	const coreNames = await root.list(cpuFolder);
	const policies = policyNames
		.filter(name => /^policy\d+$/.test(name))
		.map(name => ({path: `${cpuFolder}/cpufreq/${name}`, number: name.slice(6)}));
	const cores = coreNames
		.filter(name => /^cpu\d+$/.test(name))
		.map(name => ({path: `${cpuFolder}/${name}/cpufreq`, number: name.slice(3)}));
	const clocks: Clock[] = [];
	for (const {path, number} of policies.length > 0 ? policies : cores) {
		const files = await root.list(path);
		if (!files.includes('scaling_cur_freq') && !files.includes('cpuinfo_cur_freq')) {
			continue;
		}

		const max = await readOptionalNumber(root, `${path}/cpuinfo_max_freq`);
		const file = files.includes('scaling_cur_freq') ? 'scaling_cur_freq' : 'cpuinfo_cur_freq';
		clocks.push({
			id: `clock/cpu${number}`,
			label: `CPU ${number}`,
			path: `${path}/${file}`,
			scale: 1000,
			max: max === undefined ? undefined : max * 1000,
			ceilingPath: files.includes('scaling_max_freq') ? `${path}/scaling_max_freq` : undefined,
			cpus:
				parseCpus(await readOptionalText(root, `${path}/related_cpus`)) ??
				(policies.length > 0 ? undefined : [Number(number)]),
		});
	}

	return clocks;
};

/** No device ends below 10 MHz: such a driver tells kilohertz. */
const fewestHertz = 10e6;

const deviceClocks = async (root: Root): Promise<Clock[]> => {
	const clocks: Clock[] = [];
	for (const name of await root.list(devfreqFolder)) {
		const path = `${devfreqFolder}/${name}`;
		const steps = ((await readOptionalText(root, `${path}/available_frequencies`)) ?? '')
			.split(/\s+/)
			.map(Number)
			.filter(step => step > 0);
		const ceiling = await readOptionalNumber(root, `${path}/max_freq`);
		const highest = Math.max(ceiling ?? 0, ...steps);
		const scale = highest > 0 && highest < fewestHertz ? 1000 : 1;
		clocks.push({
			id: `clock/${cleanLabel(name)}`,
			label: cleanLabel(name),
			path: `${path}/cur_freq`,
			scale,
			max: steps.length > 0 ? Math.max(...steps) * scale : ceiling && ceiling * scale,
			ceilingPath: ceiling === undefined ? undefined : `${path}/max_freq`,
		});
	}

	return clocks;
};

/** `0@300000000Hz`, `46` or `46%`: what the governor saw last. The NPU's has a source of its own. */
const deviceLoads = async (root: Root): Promise<Load[]> => {
	const loads: Load[] = [];
	for (const name of await root.list(devfreqFolder)) {
		const path = `${devfreqFolder}/${name}/load`;
		if (!name.endsWith('.npu') && (await readOptionalText(root, path)) !== undefined) {
			const label = cleanLabel(name);
			loads.push({id: `devfreq/${label}/load`, label: `${label} in use`, path});
		}
	}

	return loads;
};

const readLoad = async (root: Root, {id, label, path}: Load): Promise<Reading> => {
	const text = await root.readText(path);
	const percent = isFailure(text)
		? text
		: parseNumber(text.split('@', 1)[0]!.replace('%', '').trim());
	return toReading(
		{
			id,
			label,
			quantity: 'load',
			unit: 'fraction',
			source: `/${path}`,
			atMs: root.now(),
		},
		percent,
		{scale: 0.01, mend: chmodCommand(path)},
	);
};

const readClock = async (root: Root, clock: Clock): Promise<Reading> => {
	const {id, label, path, scale, max, ceilingPath, cpus} = clock;
	const result = await readNumber(root, path);
	const ceiling = ceilingPath && (await readOptionalNumber(root, ceilingPath));
	const isCapped =
		typeof ceiling === 'number' && max !== undefined && ceiling > 0 && ceiling * scale < max;
	return toReading(
		{
			id,
			label,
			quantity: 'clock',
			unit: 'hertz',
			source: `/${path}`,
			atMs: root.now(),
			limits: {
				...(max !== undefined && max > 0 && {max}),
				...(typeof ceiling === 'number' && ceiling > 0 && {ceiling: ceiling * scale}),
			},
			...(cpus && {cpus}),
			...(isCapped && {detail: `ceiling set to ${Math.round((ceiling * scale) / 1e6)} MHz`}),
		},
		result,
		{scale, mend: chmodCommand(path)},
	);
};

export const clocks: Sensor = {
	id: 'clocks',
	title: 'clocks (cpufreq, devfreq)',
	isReopened: true,
	async open(root) {
		const all = [...(await cpuClocks(root)), ...(await deviceClocks(root))];
		const loads = await deviceLoads(root);
		return all.length === 0
			? {
					absent:
						'no sensor: the kernel offers no cpufreq and no devfreq (usual in a virtual machine)',
				}
			: {
					read: async () =>
						Promise.all([
							...all.map(async clock => readClock(root, clock)),
							...loads.map(async load => readLoad(root, load)),
						]),
				};
	},
};
