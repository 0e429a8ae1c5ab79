import {WrappingCounter} from './counter.js';
import {cleanLabel, missing, readNumber, readOptionalNumber, readOptionalText} from './parse.js';
import {isFailure, type Root} from './root.js';
import {type Reading, type ReadingFacts, type Scope, type Sensor} from './sensor.js';

/*
Energy counters of Intel and AMD processors (kernel: Documentation/power/powercap/powercap.rst): microjoules that wrap at `max_energy_range_uj`. Since 2020 the kernel lets only root read them.
*/

const folder = 'sys/class/powercap';

/** Lasts until the next start; docs/sensors.md has the udev rule. */
export const raplMend = 'sudo chmod a+r /sys/class/powercap/*/energy_uj';

/** `package` contains cores and uncore, but not DRAM; `psys` contains the package and whatever else the board's maker wired. */
const scopeOf = (name: string): Scope => {
	if (name.startsWith('package')) {
		return 'package';
	}

	if (name === 'psys') {
		return 'platform';
	}

	return name === 'dram' ? 'dram' : 'core';
};

type Zone = {
	readonly path: string;
	readonly name: string;
	readonly scope: Scope;
	readonly limits: Pick<ReadingFacts, 'limits' | 'detail'>;
	readonly counter: WrappingCounter;
};

const powerLimits = async (
	root: Root,
	path: string,
): Promise<Pick<ReadingFacts, 'limits' | 'detail'>> => {
	const watts: Record<string, number> = {};
	for (const number of [0, 1]) {
		const name = await readOptionalText(root, `${path}/constraint_${number}_name`);
		const limit = await readOptionalNumber(root, `${path}/constraint_${number}_power_limit_uw`);
		if (name && limit) {
			watts[name] = limit / 1e6;
		}
	}

	const {long_term: long, short_term: short} = watts;
	const parts = [
		long === undefined ? '' : `PL1 ${long} W`,
		short === undefined ? '' : `PL2 ${short} W`,
	].filter(Boolean);
	return {
		...(long !== undefined && {limits: {max: long}}),
		...(parts.length > 0 && {detail: parts.join(', ')}),
	};
};

const readZone = async (root: Root, zone: Zone): Promise<Reading[]> => {
	const path = `${zone.path}/energy_uj`;
	const microjoules = await readNumber(root, path);
	const atMs = root.now();
	const facts = {label: zone.name, scope: zone.scope, source: `/${path}`, atMs};
	const power = {
		...facts,
		...zone.limits,
		id: `rapl/${zone.name}/power`,
		quantity: 'power',
		unit: 'watts',
	} as const;
	const energy = {
		...facts,
		id: `rapl/${zone.name}/energy`,
		quantity: 'energy',
		unit: 'joules',
	} as const;
	if (isFailure(microjoules)) {
		const why = missing(microjoules, raplMend);
		return [
			{...power, ...why},
			{...energy, ...why},
		];
	}

	const rate = zone.counter.record(microjoules, atMs);
	return [
		{...power, ...(rate === undefined ? {missing: 'needs two readings'} : {value: rate / 1e6})},
		{...energy, value: zone.counter.total / 1e6},
	];
};

/** `package-0`, and for parts `package-0 core`: one name a zone on machines with several sockets. */
const fullName = async (root: Root, zone: string, name: string): Promise<string> => {
	const parent = /^(?<parent>.+:\d+):\d+$/.exec(zone)?.groups?.['parent'];
	const parentName = parent && (await readOptionalText(root, `${folder}/${parent}/name`));
	return cleanLabel(parentName ? `${parentName} ${name}` : name);
};

export const rapl: Sensor = {
	id: 'rapl',
	title: 'processor energy counters (RAPL)',
	async open(root) {
		const zones: Zone[] = [];
		// The same package may be there a second time as intel-rapl-mmio.
		const names = await root.list(folder);
		for (const zone of names.filter(name => /^(?:intel|amd)-rapl:\d/.test(name))) {
			const path = `${folder}/${zone}`;
			const name = (await readOptionalText(root, `${path}/name`)) ?? zone;
			const range = await readOptionalNumber(root, `${path}/max_energy_range_uj`);
			zones.push({
				path,
				name: await fullName(root, zone, name),
				scope: scopeOf(name),
				limits: scopeOf(name) === 'package' ? await powerLimits(root, path) : {},
				counter: new WrappingCounter(range),
			});
		}

		if (zones.length === 0) {
			return {
				absent:
					'no sensor: no RAPL zone under /sys/class/powercap (not an Intel or AMD processor, a virtual machine, or a container that hides it)',
			};
		}

		return {
			async read() {
				const readings = await Promise.all(zones.map(async zone => readZone(root, zone)));
				return readings.flat();
			},
		};
	},
};
