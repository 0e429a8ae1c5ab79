import {
	chmodCommand,
	cleanLabel,
	readNumber,
	readOptionalNumber,
	readOptionalText,
	toReading,
} from '../parse.js';
import {ReadFailure, isFailure, type Root} from '../roots/root.js';
import {type Reading, type Sensor} from '../sensor.js';

/*
A battery that discharges carries the whole machine: its power is the machine's input (kernel: Documentation/ABI/testing/sysfs-class-power: microvolts, microamperes, microwatts; the sign of a current differs between drivers, the status tells). While it charges, or while a mains adapter carries part of the load, it says nothing about the machine. Where the folder of power supplies is hidden, the battery's hwmon chip is read, whose negative current is a discharge.
*/

const folder = 'sys/class/power_supply';
const hwmonFolder = 'sys/class/hwmon';

const chipPattern = /^(?:bat\d*|sbs[_-]|bq\d|max170|cw20|battery)/i;

/** Less is a battery at rest: something else carries the machine. */
const leastWatts = 0.05;

type Battery = {
	readonly name: string;
	readonly source: string;
	readonly mend: string;
	/** Watts that it gives, or why it does not carry the machine. */
	measure(): Promise<number | ReadFailure>;
};

const charging = (status: string): ReadFailure =>
	new ReadFailure(
		'ENODATA',
		`the battery is ${status.toLowerCase()}: it does not carry the machine`,
	);

const given = (watts: number): number | ReadFailure =>
	watts >= leastWatts
		? watts
		: new ReadFailure('ENODATA', 'the battery gives nothing: something else carries the machine');

/** Volts times amperes, of files in millionths. */
const productOf = (
	volts: number | ReadFailure,
	amperes: number | ReadFailure,
	scale: number,
): number | ReadFailure =>
	isFailure(volts) ? volts : isFailure(amperes) ? amperes : Math.abs(volts * amperes) * scale;

const isOnMains = async (root: Root, names: readonly string[]): Promise<boolean> => {
	for (const name of names) {
		const type = await readOptionalText(root, `${folder}/${name}/type`);
		// 1 or 2: of a fixed voltage, or of one that can be chosen, as with USB-C.
		const isOnline = ((await readOptionalNumber(root, `${folder}/${name}/online`)) ?? 0) > 0;
		if (isOnline && type !== 'Battery') {
			return true;
		}
	}

	return false;
};

const supplies = async (root: Root): Promise<Battery[]> => {
	const names = await root.list(folder);
	const batteries: Battery[] = [];
	for (const name of names) {
		const path = `${folder}/${name}`;
		const type = await readOptionalText(root, `${path}/type`);
		// A mouse has a battery, too.
		const scope = await readOptionalText(root, `${path}/scope`);
		if (type !== 'Battery' || scope === 'Device') {
			continue;
		}

		batteries.push({
			name: cleanLabel(name),
			source: `/${path}`,
			mend: chmodCommand(`${path}/power_now`),
			async measure() {
				const status = (await readOptionalText(root, `${path}/status`)) ?? 'of unknown state';
				if (status !== 'Discharging') {
					return charging(status);
				}

				if (await isOnMains(root, names)) {
					return new ReadFailure('ENODATA', 'a mains adapter carries part of the machine');
				}

				const micro = await readOptionalNumber(root, `${path}/power_now`);
				const watts =
					micro === undefined
						? productOf(
								await readNumber(root, `${path}/voltage_now`),
								await readNumber(root, `${path}/current_now`),
								1e-12,
							)
						: Math.abs(micro) / 1e6;
				return isFailure(watts) ? watts : given(watts);
			},
		});
	}

	return batteries;
};

const chips = async (root: Root): Promise<Battery[]> => {
	const batteries: Battery[] = [];
	for (const chip of await root.list(hwmonFolder)) {
		const path = `${hwmonFolder}/${chip}`;
		const name = await readOptionalText(root, `${path}/name`);
		const files = await root.list(path);
		if (!name || !chipPattern.test(name) || !files.includes('curr1_input')) {
			continue;
		}

		batteries.push({
			name: cleanLabel(name),
			source: `/${path}/in0_input × curr1_input`,
			mend: chmodCommand(`${path}/curr1_input`),
			async measure() {
				const amperes = await readNumber(root, `${path}/curr1_input`);
				if (!isFailure(amperes) && amperes >= 0) {
					return charging('charging, or its driver does not say');
				}

				const watts = productOf(await readNumber(root, `${path}/in0_input`), amperes, 1e-6);
				return isFailure(watts) ? watts : given(watts);
			},
		});
	}

	return batteries;
};

export const battery: Sensor = {
	id: 'battery',
	title: 'battery (discharging: the machine’s input)',
	isReopened: true,
	async open(root) {
		const told = await supplies(root);
		const batteries = told.length > 0 ? told : await chips(root);
		return batteries.length === 0
			? {absent: 'no battery'}
			: {read: async () => Promise.all(batteries.map(async item => readBattery(root, item)))};
	},
};

const readBattery = async (root: Root, {name, source, measure, mend}: Battery): Promise<Reading> =>
	toReading(
		{
			id: `battery/${name}`,
			label: `${name} (discharging)`,
			quantity: 'power',
			unit: 'watts',
			scope: 'board input',
			source,
			atMs: root.now(),
		},
		await measure(),
		{mend},
	);
