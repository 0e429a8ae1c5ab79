import {cleanLabel, missing, readNumber, readOptionalNumber, readOptionalText} from '../parse.js';
import {isFailure, type Root} from '../roots/root.js';
import {type Reading, type ReadingFacts, type Scope, type Sensor} from '../sensor.js';
import {EnergyCounter} from './counter.js';

/*
Energy counters of Intel and AMD processors (kernel: Documentation/power/powercap/powercap.rst): microjoules that wrap at `max_energy_range_uj`. Since 2020 the kernel lets only root read them.
*/

const folder = 'sys/class/powercap';

/** Short enough for a cell of the screen; lasts until the next start. */
export const raplNow = 'sudo chmod a+r /sys/class/powercap/*/energy_uj';

/** A udev rule: for good. */
export const raplMend = `echo 'SUBSYSTEM=="powercap", ACTION=="add", RUN+="/bin/chmod a+r /sys%p/energy_uj"' | sudo tee /etc/udev/rules.d/70-rapl.rules && sudo udevadm control --reload && sudo udevadm trigger --action=add --subsystem-match=powercap`;

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

/** Where a package's PL1 and PL2 stand. They are read each time: a thermal daemon may lower them. */
type Constraint = {
	readonly name: string;
	/** Holds for long: PL1 of the processor's register, and of the memory-mapped one that thermal daemons and firmware write. */
	readonly isSustained: boolean;
	readonly path: string;
	readonly enabledPath: string;
};

type Zone = {
	readonly path: string;
	readonly name: string;
	readonly scope: Scope;
	readonly constraints: readonly Constraint[];
	readonly counter: EnergyCounter;
};

const constraintNames: ReadonlyMap<string, string> = new Map([
	['long_term', 'PL1'],
	['short_term', 'PL2'],
	['peak_power', 'PL4'],
]);

const findConstraints = async (root: Root, path: string, suffix: string): Promise<Constraint[]> => {
	const constraints: Constraint[] = [];
	for (const number of [0, 1, 2]) {
		const stem = `${path}/constraint_${number}`;
		const name = constraintNames.get((await readOptionalText(root, `${stem}_name`)) ?? '');
		if (name) {
			constraints.push({
				name: name + suffix,
				isSustained: name === 'PL1',
				path: `${stem}_power_limit_uw`,
				enabledPath: `${path}/enabled`,
			});
		}
	}

	return constraints;
};

/** The same package a second time, as `intel-rapl-mmio`: its limits are in force, too. */
const findMemoryMapped = async (
	root: Root,
	zones: readonly string[],
	name: string,
): Promise<Constraint[]> => {
	for (const zone of zones.filter(item => /^intel-rapl-mmio:\d+$/.test(item))) {
		if ((await readOptionalText(root, `${folder}/${zone}/name`)) === name) {
			return findConstraints(root, `${folder}/${zone}`, ' (MMIO)');
		}
	}

	return [];
};

const powerLimits = async (
	root: Root,
	constraints: readonly Constraint[],
): Promise<Pick<ReadingFacts, 'limits' | 'detail'>> => {
	const parts: string[] = [];
	let sustained: number | undefined;
	for (const {name, isSustained, path, enabledPath} of constraints) {
		const microwatts = await readOptionalNumber(root, path);
		// A limit of 0 W, or one that is switched off, holds nothing back.
		const isOff = (await readOptionalNumber(root, enabledPath)) === 0;
		if (microwatts && microwatts > 0 && !isOff) {
			const watts = microwatts / 1e6;
			parts.push(`${name} ${watts} W`);
			sustained = isSustained ? Math.min(sustained ?? watts, watts) : sustained;
		}
	}

	return {
		...(sustained !== undefined && {limits: {max: sustained}}),
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
		...(await powerLimits(root, zone.constraints)),
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
		const why = missing(microjoules, raplNow);
		const whole = why.mend === undefined ? why : {...why, mend: raplMend};
		return [
			{...power, ...whole},
			{...energy, ...whole},
		];
	}

	const rate = zone.counter.record(microjoules, atMs);
	if (isFailure(rate) && rate.code === 'ENODATA') {
		return [
			{...power, missing: rate.reason},
			{...energy, missing: rate.reason},
		];
	}

	return [
		{...power, ...(isFailure(rate) ? {missing: rate.reason} : {value: rate / 1e6})},
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
				constraints:
					scopeOf(name) === 'package'
						? [
								...(await findConstraints(root, path, '')),
								...(await findMemoryMapped(root, names, name)),
							]
						: [],
				counter: new EnergyCounter(range),
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
