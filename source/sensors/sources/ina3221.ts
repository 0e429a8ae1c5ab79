import {
	chmodCommand,
	cleanLabel,
	missing,
	readNumber,
	readOptionalNumber,
	readOptionalText,
} from '../parse.js';
import {ReadFailure, isFailure, type Root} from '../roots/root.js';
import {hasValue, isMissing, type Reading, type ReadingFacts, type Sensor} from '../sensor.js';

/*
The INA3221 power monitors of Jetson modules, five times a second, averaged over the sample and added up to energy. JetPack 5 and 6: hwmon (millivolts, milliamperes); JetPack 4: iio (milliwatts). `VDD_IN`, `POM_5V_IN` is the module's whole input and contains every other rail.
*/

const fastPeriodMs = 200;

/** Energy over a gap longer than this is not invented. */
const longestGapMs = 2500;

/** Inputs of the module. */
const inputPattern = /^(?:VDD_IN|POM_5V_IN|VDD_5V_IN)$/;

/** On the AGX Orin this rail hangs on `VIN_SYS_5V0`. */
const childRails: Readonly<Record<string, string>> = {VDDQ_VDD2_1V8AO: 'VIN_SYS_5V0'};

type Rail = {
	readonly label: string;
	readonly source: string;
	/** Watts now. */
	measure(): Promise<number | ReadFailure>;
	/** `1.904 A of at most 4.056 A`: where over-current throttling begins. */
	limit(): Promise<string | undefined>;
};

/** The chip measures up to 26 V (data sheet, SBOS576); what it gives above is no measurement. */
const highestMillivolts = 26_000;

/** Millivolts times milliamperes, in watts. A few milliamperes below zero are the noise of the shunt. */
const product = (
	volts: number | ReadFailure,
	amperes: number | ReadFailure,
): number | ReadFailure => {
	if (isFailure(volts)) {
		return volts;
	}

	if (isFailure(amperes)) {
		return amperes;
	}

	return volts < 0 || volts > highestMillivolts
		? new ReadFailure('ERANGE', `reads ${volts / 1000} V, which this chip cannot measure`)
		: (volts * Math.max(0, amperes)) / 1e6;
};

const hwmonRails = async (root: Root, path: string): Promise<Rail[]> => {
	const rails: Rail[] = [];
	const files = new Set(await root.list(path));
	for (const file of files) {
		const number = /^in(?<number>\d+)_label$/.exec(file)?.groups?.['number'];
		const label = number && (await readOptionalText(root, `${path}/${file}`));
		// The sum of shunt voltages has a label but no current; NC is not connected.
		if (!label || label === 'NC' || !files.has(`curr${number}_input`)) {
			continue;
		}

		const volts = `${path}/in${number}_input`;
		const amperes = `${path}/curr${number}_input`;
		const critical = await readOptionalNumber(root, `${path}/curr${number}_crit`);
		rails.push({
			label: cleanLabel(label),
			source: `/${volts} × /${amperes}`,
			async measure() {
				const [mV, mA] = await Promise.all([readNumber(root, volts), readNumber(root, amperes)]);
				return product(mV, mA);
			},
			async limit() {
				const now = critical && (await readOptionalNumber(root, amperes));
				return now === undefined || !critical
					? undefined
					: `${Number(now) / 1000} A of at most ${critical / 1000} A`;
			},
		});
	}

	return rails;
};

const iioRails = async (root: Root, path: string): Promise<Rail[]> => {
	const rails: Rail[] = [];
	for (const file of await root.list(path)) {
		const number = /^rail_name_(?<number>\d+)$/.exec(file)?.groups?.['number'];
		const label = number && (await readOptionalText(root, `${path}/${file}`));
		if (label && label !== 'NC') {
			const power = `${path}/in_power${number}_input`;
			rails.push({
				label: cleanLabel(label),
				source: `/${power}`,
				async measure() {
					const milliwatts = await readNumber(root, power);
					return isFailure(milliwatts) ? milliwatts : milliwatts / 1000;
				},
				limit: async () => undefined,
			});
		}
	}

	return rails;
};

const findRails = async (root: Root): Promise<Rail[]> => {
	const rails: Rail[] = [];
	for (const driver of ['ina3221', 'ina3221x']) {
		const folder = `sys/bus/i2c/drivers/${driver}`;
		for (const device of await root.list(folder)) {
			if (!/^\d+-[\da-f]{4}$/i.test(device)) {
				continue;
			}

			for (const chip of await root.list(`${folder}/${device}/hwmon`)) {
				rails.push(...(await hwmonRails(root, `${folder}/${device}/hwmon/${chip}`)));
			}

			for (const name of await root.list(`${folder}/${device}`)) {
				if (name.startsWith('iio:device') || name.startsWith('iio_device')) {
					rails.push(...(await iioRails(root, `${folder}/${device}/${name}`)));
				}
			}
		}
	}

	return rails;
};

/** One rail's power over time: trapezoids between the measurements. */
export class RailMeter {
	joules = 0;
	#before: {readonly watts: number; readonly atMs: number} | undefined;
	#windowJoules = 0;
	#windowMs = 0;

	record(watts: number, atMs: number): void {
		const before = this.#before;
		this.#before = {watts, atMs};
		const elapsedMs = before ? atMs - before.atMs : 0;
		if (before && elapsedMs > 0 && elapsedMs <= longestGapMs) {
			const joules = (((watts + before.watts) / 2) * elapsedMs) / 1000;
			this.joules += joules;
			this.#windowJoules += joules;
			this.#windowMs += elapsedMs;
		}
	}

	/** Mean watts since the last call; the last measurement where there was only one; undefined before the first. */
	takeMean(): number | undefined {
		const mean =
			this.#windowMs > 0 ? (this.#windowJoules / this.#windowMs) * 1000 : this.#before?.watts;
		this.#windowJoules = 0;
		this.#windowMs = 0;
		return mean;
	}
}

type MeteredRail = Rail & {readonly meter: RailMeter; failure: ReadFailure | undefined};

const readingsOf = async (rail: MeteredRail, atMs: number): Promise<Reading[]> => {
	const detail = await rail.limit();
	const facts = {
		label: rail.label,
		scope: inputPattern.test(rail.label) ? 'module' : 'rail',
		source: rail.source,
		atMs,
		detail,
	} as const;
	const power = {...facts, id: `ina3221/${rail.label}`, quantity: 'power', unit: 'watts'} as const;
	const mean = rail.meter.takeMean();
	if (rail.failure) {
		return [
			{...power, ...missing(rail.failure, chmodCommand(rail.source.slice(1).split(' ')[0]!))},
		];
	}

	if (mean === undefined) {
		return [{...power, missing: 'not measured yet'}];
	}

	return [
		{...power, value: mean},
		{
			...facts,
			id: `ina3221/${rail.label}/energy`,
			quantity: 'energy',
			unit: 'joules',
			value: rail.meter.joules,
		},
	];
};

/** Where no input of the module is measured: the sum of the rails that hang on no other. */
const sumOfRails = (readings: readonly Reading[], labels: ReadonlySet<string>): Reading[] => {
	if (readings.some(({scope}) => scope === 'module')) {
		return [];
	}

	const parts = readings.filter(({label}) => !labels.has(childRails[label] ?? ''));
	return (['power', 'energy'] as const).flatMap(quantity =>
		addRails(parts.filter(part => part.quantity === quantity)),
	);
};

const addRails = (parts: readonly Reading[]): Reading[] => {
	const [first] = parts;
	if (!first) {
		return [];
	}

	const {quantity, unit, atMs} = first;
	const facts: ReadingFacts = {
		id: quantity === 'power' ? 'ina3221/sum' : 'ina3221/sum/energy',
		label: parts.map(({label}) => label).join(' + '),
		quantity,
		unit,
		scope: 'rails (sum)',
		source: 'sum of the rails',
		atMs,
	};
	const absent = parts.find(part => isMissing(part));
	const present = parts.filter(part => hasValue(part));
	return absent
		? [{...facts, missing: `${absent.label}: ${absent.missing}`}]
		: [{...facts, value: present.reduce((sum, part) => sum + part.value, 0)}];
};

export const ina3221: Sensor = {
	id: 'ina3221',
	title: 'Jetson power monitor (INA3221)',
	async open(root) {
		const found = await findRails(root);
		if (found.length === 0) {
			return {absent: 'no INA3221 power monitor (a Jetson has one)'};
		}

		const rails: MeteredRail[] = found.map(rail => ({
			...rail,
			meter: new RailMeter(),
			failure: undefined,
		}));
		const labels = new Set(rails.map(({label}) => label));
		const measure = async () => {
			await Promise.all(
				rails.map(async rail => {
					const watts = await rail.measure();
					rail.failure = isFailure(watts) ? watts : undefined;
					if (!isFailure(watts)) {
						rail.meter.record(watts, root.now());
					}
				}),
			);
		};

		return {
			fastPeriodMs,
			readFast: measure,
			async read() {
				await measure();
				const atMs = root.now();
				const readings = await Promise.all(rails.map(async rail => readingsOf(rail, atMs)));
				return [...readings.flat(), ...sumOfRails(readings.flat(), labels)];
			},
		};
	},
};
