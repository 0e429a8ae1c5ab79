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

/** Thousandths of a degree; some old kernels tell whole degrees, or tenths. */
type Zone = {
	readonly path: string;
	readonly type: string;
	readonly limits: Limits;
	readonly perDegree: number;
};
type Cooling = {readonly path: string; readonly type: string; readonly max: number | undefined};

const wholeDegrees = {least: 10, most: 150};

const isWholeDegrees = (value: number): boolean =>
	Number.isInteger(value) && value >= wholeDegrees.least && value <= wholeDegrees.most;

const tenths = {least: 151, most: 1500};

const isTenths = (value: number): boolean =>
	Number.isInteger(value) && value >= tenths.least && value <= tenths.most;

/** A zone whose trips, or without trips whose temperature, would be within a seventh of a degree of freezing tells whole degrees; one whose trips would all be within one and a half, tenths. */
const findScale = async (root: Root, path: string): Promise<number> => {
	const trips: number[] = [];
	for (const name of await root.list(path)) {
		const trip = /^trip_point_\d+_temp$/.test(name)
			? await readOptionalNumber(root, `${path}/${name}`)
			: undefined;
		if (trip !== undefined && trip > 0) {
			trips.push(trip);
		}
	}

	const now = await readOptionalNumber(root, `${path}/temp`);
	const told = trips.length > 0 ? trips : now === undefined ? [] : [now];
	if (told.length === 0) {
		return 1000;
	}

	return told.every(value => isWholeDegrees(value))
		? 1
		: trips.length > 0 && trips.every(value => isTenths(value))
			? 10
			: 1000;
};

/** A trip above it is no trip: a field that nobody has filled in. */
const highestTripCelsius = 200;

const readTrips = async (root: Root, path: string, perDegree: number): Promise<Limits> => {
	const limits: Record<string, number> = {};
	for (const name of await root.list(path)) {
		const stem = /^(?<stem>trip_point_\d+)_type$/.exec(name)?.groups?.['stem'];
		const type = stem && (await readOptionalText(root, `${path}/${name}`));
		const raw = stem && (await readOptionalNumber(root, `${path}/${stem}_temp`));
		// A trip point that is not set reads as 0 or below.
		const trip = typeof raw === 'number' ? raw / perDegree : 0;
		if (type && trip > 0 && trip <= highestTripCelsius) {
			limits[type] = Math.min(limits[type] ?? Number.POSITIVE_INFINITY, trip);
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
	perDegree = 1000,
): number | ReadFailure => {
	if (isFailure(milli)) {
		return milli;
	}

	if (type === 'PMIC-Die' && milli === 100_000) {
		return new ReadFailure('ENODATA', 'a fixed 100 °C, not a measurement (Jetson PMIC)');
	}

	const celsius = milli / perDegree;
	if (celsius <= -40 || celsius > 125) {
		return new ReadFailure('ENODATA', `not a temperature (${celsius} °C): the block is off`);
	}

	return celsius;
};

/** Undefined for what slows nothing down: fans, a display, a charger; and a TCC offset, whose state is the firmware's setting of where throttling begins, not throttling. */
const evidenceOf = (type: string): Evidence | undefined => {
	if (/throttle-alert/i.test(type)) {
		return {kind: 'flag', cause: 'thermal'};
	}

	return /cpufreq|devfreq|processor|powerclamp|gpu|cpu|npu|cdsp|nsp|thermal-idle|thermal-budget|thermal-cluster|thermal-pause/i.test(
		type,
	) && !/fan|tcc|alert|sysrst|shutdown/i.test(type)
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
		plausibleCelsius(zone.type, await readNumber(root, path), zone.perDegree),
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
	isReopened: true,
	async open(root) {
		const zones: Zone[] = [];
		const coolings: Cooling[] = [];
		for (const name of await root.list(folder)) {
			const path = `${folder}/${name}`;
			const type = cleanLabel((await readOptionalText(root, `${path}/type`)) ?? name);
			if (name.startsWith('thermal_zone')) {
				const perDegree = await findScale(root, path);
				zones.push({path, type, limits: await readTrips(root, path, perDegree), perDegree});
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
