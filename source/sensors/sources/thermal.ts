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
import {type Evidence, type Limits, type Reading, type Sensor} from '../sensor.js';

/*
Thermal zones with their trip points, and cooling devices, found by type. Temperatures are in millidegrees (kernel: Documentation/driver-api/thermal/sysfs-api.rst).
*/

const folder = 'sys/class/thermal';

type Zone = {readonly path: string; readonly type: string; readonly limits: Limits};
type Cooling = {readonly path: string; readonly type: string; readonly max: number | undefined};

const readTrips = async (root: Root, path: string): Promise<Limits> => {
	const limits: Record<string, number> = {};
	for (const name of await root.list(path)) {
		const stem = /^(?<stem>trip_point_\d+)_type$/.exec(name)?.groups?.['stem'];
		const type = stem && (await readOptionalText(root, `${path}/${name}`));
		const milli = stem && (await readOptionalNumber(root, `${path}/${stem}_temp`));
		// A trip point that is not set reads as 0 or below.
		if (type && typeof milli === 'number' && milli > 0) {
			limits[type] = Math.min(limits[type] ?? Number.POSITIVE_INFINITY, milli / 1000);
		}
	}

	const {passive, active, hot, critical} = limits;
	return {
		passive,
		active,
		hot,
		critical,
	};
};

/** What some boards report without having measured it. */
export const plausibleCelsius = (
	type: string,
	milli: number | ReadFailure,
): number | ReadFailure => {
	if (isFailure(milli)) {
		return milli;
	}

	if (type === 'PMIC-Die' && milli === 100_000) {
		return new ReadFailure('ENODATA', 'a fixed 100 °C, not a measurement (Jetson PMIC)');
	}

	if (milli <= -55_000 || milli >= 200_000) {
		return new ReadFailure('ENODATA', `not a temperature (${milli / 1000} °C): the block is off`);
	}

	return milli / 1000;
};

/** Undefined for what slows nothing down: fans, a display, a charger; and a TCC offset, whose state is the firmware's setting of where throttling begins, not throttling. */
const evidenceOf = (type: string): Evidence | undefined => {
	if (/throttle-alert/i.test(type)) {
		return {kind: 'flag', cause: 'thermal'};
	}

	return /cpufreq|devfreq|processor|powerclamp|gpu|cpu|npu/i.test(type) && !/fan|tcc/i.test(type)
		? {kind: 'cooling', cause: 'thermal'}
		: undefined;
};

const readZone = async (root: Root, zone: Zone, id: string): Promise<Reading> => {
	const path = `${zone.path}/temp`;
	return toReading(
		{
			id: `thermal/${id}`,
			label: id,
			quantity: 'temperature',
			unit: 'celsius',
			source: `/${path}`,
			atMs: root.now(),
			...(Object.keys(zone.limits).length > 0 && {limits: zone.limits}),
			...(zone.type === 'thermal-fan-est' && {detail: 'an estimate for the fan, not a sensor'}),
		},
		plausibleCelsius(zone.type, await readNumber(root, path)),
		{mend: chmodCommand(path)},
	);
};

const readCooling = async (root: Root, cooling: Cooling, id: string): Promise<Reading> => {
	const path = `${cooling.path}/cur_state`;
	const state = await readNumber(root, path);
	const evidence = evidenceOf(cooling.type);
	return toReading(
		{
			id: `cooling/${id}`,
			label: id,
			quantity: /fan/i.test(cooling.type) ? 'fan' : 'throttle',
			unit: 'state',
			source: `/${path}`,
			atMs: root.now(),
			...(cooling.max !== undefined && {limits: {max: cooling.max}}),
			evidence,
		},
		typeof state === 'number' && state < 0
			? new ReadFailure('EAGAIN', `not in use (the driver says ${state})`)
			: state,
		{mend: chmodCommand(path)},
	);
};

export const thermal: Sensor = {
	id: 'thermal',
	title: 'thermal zones and cooling devices',
	async open(root) {
		const zones: Zone[] = [];
		const coolings: Cooling[] = [];
		for (const name of await root.list(folder)) {
			const path = `${folder}/${name}`;
			const type = cleanLabel((await readOptionalText(root, `${path}/type`)) ?? name);
			if (name.startsWith('thermal_zone')) {
				zones.push({path, type, limits: await readTrips(root, path)});
			} else if (name.startsWith('cooling_device')) {
				coolings.push({path, type, max: await readOptionalNumber(root, `${path}/max_state`)});
			}
		}

		if (zones.length + coolings.length === 0) {
			return {absent: 'no sensor: the kernel offers no thermal zone (usual in a virtual machine)'};
		}

		return {
			async read() {
				const zoneName = uniqueNames();
				const coolingName = uniqueNames();
				return Promise.all([
					...zones.map(async zone => readZone(root, zone, zoneName(zone.type))),
					...coolings.map(async cooling => readCooling(root, cooling, coolingName(cooling.type))),
				]);
			},
		};
	},
};
