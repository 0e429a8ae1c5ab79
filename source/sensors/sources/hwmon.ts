import {
	chmodCommand,
	cleanLabel,
	readNumber,
	readOptionalNumber,
	readOptionalText,
	toReading,
	uniqueNames,
} from '../parse.js';
import {ReadFailure, isFailure, type Root} from '../roots/root.js';
import {type Limits, type Reading, type ReadingFacts, type Scope, type Sensor} from '../sensor.js';

/*
Temperatures, fans and power of every hwmon chip that has no source of its own (kernel: Documentation/hwmon/sysfs-interface.rst: millidegrees, microwatts, millivolts, milliamperes).
*/

const folder = 'sys/class/hwmon';

/** Read by their own sources, which know what their numbers mean. */
const elsewhere = new Set([
	'ina3221',
	'ina3221x',
	'soctherm_oc',
	'rpi_volt',
	'amdgpu',
	'i915',
	'xe',
]);

/** What a plug has agreed to give, not what flows; and batteries, which have a source of their own. */
const noMeter =
	/^(?:ucsi|tcpm)_source_psy|^(?:bat\d*|sbs[_-]|bq\d|max170|cw20|battery|ac\d*$|cros_usbpd_charger)/i;

/** A monitor at the board's input says so: `VIN`. */
const inputLabel =
	/^(?:vin|vdd_in|vcc_in|dc_?in|vbus(?:_in)?|sys_in|vsys|12v_in|5v_in|pom_5v_in|poe|total|board|input|(?:total )?system power|power total)$/i;

/** What the power of a chip covers; any other chip measures a rail. */
const scopes: Readonly<Record<string, Scope>> = {
	power_meter: 'board input',
	fam15h_power: 'package',
	zenpower: 'package',
};

type Feature = {
	read(): Promise<Reading>;
};

/** The chip says itself that nothing is connected. */
const noTemperature = /\bdisabled\b/i;

const limitsOf = async (root: Root, stem: string): Promise<Limits> => {
	const max = await readOptionalNumber(root, `${stem}_max`);
	const critical = await readOptionalNumber(root, `${stem}_crit`);
	return {
		...(max !== undefined && max > 0 && {max: max / 1000}),
		...(critical !== undefined && critical > 0 && {critical: critical / 1000}),
	};
};

const single = (
	root: Root,
	path: string,
	facts: Omit<ReadingFacts, 'source' | 'atMs'>,
	scale: number,
): Feature => ({
	async read() {
		const raw = await readNumber(root, path);
		// A diode that is not connected reads as 0 on many chips; none that works stands at exactly 0 °C.
		const isOff = facts.quantity === 'temperature' && raw === 0;
		return toReading(
			{...facts, source: `/${path}`, atMs: root.now()},
			isOff ? new ReadFailure('ENODATA', 'reads 0: not connected') : raw,
			{scale, mend: chmodCommand(path)},
		);
	},
});

/** Volts times amperes, for chips that do not multiply themselves. */
const product = (
	root: Root,
	voltsPath: string,
	amperesPath: string,
	facts: Omit<ReadingFacts, 'source' | 'atMs'>,
): Feature => ({
	async read() {
		const volts = await readNumber(root, voltsPath);
		const amperes = await readNumber(root, amperesPath);
		const result = isFailure(volts) ? volts : isFailure(amperes) ? amperes : volts * amperes;
		const mend = chmodCommand(isFailure(volts) ? voltsPath : amperesPath);
		return toReading(
			{...facts, source: `/${voltsPath} × /${amperesPath}`, atMs: root.now()},
			result,
			{scale: 1e-6, mend},
		);
	},
});

const openChip = async (root: Root, path: string, id: string, name: string): Promise<Feature[]> => {
	const files = new Set(await root.list(path));
	const features: Feature[] = [];
	const hasMeter = !noMeter.test(name);
	const scopeOf = async (number: string): Promise<Scope> => {
		const labels = await Promise.all(
			['power', 'in', 'curr'].map(async kind =>
				readOptionalText(root, `${path}/${kind}${number}_label`),
			),
		);
		const isInput = labels.some(label => label !== undefined && inputLabel.test(label.trim()));
		return scopes[name] ?? (isInput ? 'board input' : 'rail');
	};

	const labelOf = async (feature: string) => {
		const label = await readOptionalText(root, `${path}/${feature}_label`);
		return label ? `${name} ${cleanLabel(label)}` : `${name} ${feature}`;
	};

	for (const file of files) {
		const match = /^(?<feature>(?<kind>temp|fan|power|in)\d+)_(?:input|average)$/.exec(file);
		const {feature, kind} = match?.groups ?? {};
		if (!feature || !kind) {
			continue;
		}

		const facts = {id: `hwmon/${id}/${feature}`, label: await labelOf(feature)};
		switch (kind) {
			case 'temp': {
				if (noTemperature.test(facts.label)) {
					break;
				}

				const limits = await limitsOf(root, `${path}/${feature}`);
				const all = {
					...facts,
					quantity: 'temperature',
					unit: 'celsius',
					...(Object.keys(limits).length > 0 && {limits}),
				} as const;
				features.push(single(root, `${path}/${file}`, all, 1e-3));

				break;
			}

			case 'fan': {
				features.push(single(root, `${path}/${file}`, {...facts, quantity: 'fan', unit: 'rpm'}, 1));

				break;
			}

			case 'power': {
				if (hasMeter && (file.endsWith('_input') || !files.has(`${feature}_input`))) {
					const scope = await scopeOf(feature.slice(5));
					const all = {...facts, quantity: 'power', unit: 'watts', scope} as const;
					features.push(single(root, `${path}/${file}`, all, 1e-6));
				}

				break;
			}

			default: {
				const number = feature.slice(2);
				if (
					hasMeter &&
					files.has(`curr${number}_input`) &&
					!files.has(`power${number}_input`) &&
					!files.has(`power${number}_average`)
				) {
					const scope = await scopeOf(number);
					const all = {...facts, quantity: 'power', unit: 'watts', scope} as const;
					features.push(
						product(root, `${path}/${file}`, `${path}/curr${number}_input`, {
							...all,
							id: `hwmon/${id}/power${number}`,
						}),
					);
				}
			}
		}
	}

	return features;
};

const comparable = (name: string): string => name.toLowerCase().replaceAll('-', '_');

/** The kernel shows most thermal zones a second time as a chip of the same name. */
const zoneNames = async (root: Root): Promise<ReadonlySet<string>> => {
	const names = await root.list('sys/class/thermal');
	const types = await Promise.all(
		names
			.filter(name => name.startsWith('thermal_zone'))
			.map(async name => readOptionalText(root, `sys/class/thermal/${name}/type`)),
	);
	return new Set(types.filter(type => type !== undefined).map(type => comparable(type)));
};

export const hwmon: Sensor = {
	id: 'hwmon',
	title: 'hardware monitoring chips (hwmon)',
	isReopened: true,
	async open(root) {
		const zones = await zoneNames(root);
		const unique = uniqueNames();
		const features: Feature[] = [];
		const passedOver: string[] = [];
		for (const chip of await root.list(folder)) {
			const path = `${folder}/${chip}`;
			const name = cleanLabel((await readOptionalText(root, `${path}/name`)) ?? chip);
			if (elsewhere.has(name) || zones.has(comparable(name))) {
				passedOver.push(name);
			} else {
				features.push(...(await openChip(root, path, unique(name), name)));
			}
		}

		if (features.length > 0) {
			return {read: async () => Promise.all(features.map(async feature => feature.read()))};
		}

		return {
			absent:
				passedOver.length > 0
					? `nothing beyond what other sources read (${passedOver.join(', ')})`
					: 'no sensor: the kernel offers no hwmon chip (usual in a virtual machine)',
		};
	},
};
