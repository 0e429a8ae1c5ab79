import {type Snapshot} from '../../record/snapshot.js';
import {partOf} from '../../sensors/parts.js';
import {type NamedRole} from '../canvas/lines.js';

/** A temperature and the nearest limit above which something happens to it. */
export type Heat = {
	readonly label: string;
	readonly celsius: number;
	/** The lowest trip at which the clock falls or the machine stops, °C. */
	readonly limitCelsius?: number;
};

/** Closer to its limit than this it is near, °C. */
const nearCelsius = 10;
/** Closer than this it is at it. */
const atCelsius = 3;

type Reading = Snapshot['thermal']['readings'][number];

/** Of the part that computes, or of a die on its silicon: a charger, a drive, the skin and a card that idles are hot for reasons of their own. */
const isOfRun = (reading: Reading, standing: Reading | undefined): boolean => {
	if (reading === standing) {
		return true;
	}

	const part = partOf(reading);
	const of = standing && partOf(standing);
	return (
		part.kind !== 'other' &&
		part.isIndirect !== true &&
		part.device === of?.device &&
		(part.kind !== 'unknown' || of === undefined || of.kind === 'unknown')
	);
};

/** The temperature of what the run uses that is nearest to its limit; without limits the one that stands for the machine; undefined where none is read. */
export const heatOf = ({thermal, host}: Pick<Snapshot, 'thermal' | 'host'>): Heat | undefined => {
	const {temperatureCelsius} = host;
	const standing = thermal.readings.find(
		({quantity, label}) => quantity === 'temperature' && label === temperatureCelsius.label,
	);
	let nearest: (Heat & {readonly limitCelsius: number}) | undefined;
	for (const reading of thermal.readings) {
		const limit = reading.limits?.passive ?? reading.limits?.hot ?? reading.limits?.critical;
		if (reading.quantity !== 'temperature' || !('value' in reading) || limit === undefined) {
			continue;
		}

		if (!isOfRun(reading, standing)) {
			continue;
		}

		if (!nearest || limit - reading.value < nearest.limitCelsius - nearest.celsius) {
			nearest = {label: reading.label, celsius: reading.value, limitCelsius: limit};
		}
	}

	if (!('value' in temperatureCelsius)) {
		return nearest;
	}

	const {value, label = 'temperature'} = temperatureCelsius;
	const isNear = nearest !== undefined && nearest.limitCelsius - nearest.celsius < nearCelsius;
	return isNear || nearest?.label === label
		? nearest
		: {label, celsius: value, ...limitOf(thermal.readings, label)};
};

const limitOf = (
	readings: Snapshot['thermal']['readings'],
	label: string,
): Pick<Heat, 'limitCelsius'> => {
	const limits = readings.find(
		reading => reading.quantity === 'temperature' && reading.label === label,
	)?.limits;
	const limit = limits?.passive ?? limits?.hot ?? limits?.critical ?? limits?.max;
	return limit === undefined ? {} : {limitCelsius: limit};
};

/** Green, yellow within 10 °C of the limit, red within 3 °C; plain without a limit. */
export const heatRole = (celsius: number, limitCelsius: number | undefined): NamedRole => {
	if (limitCelsius === undefined) {
		return 'plain';
	}

	const distance = limitCelsius - celsius;
	return distance <= atCelsius ? 'bad' : distance <= nearCelsius ? 'warn' : 'good';
};

/** The same of a share of what there is, 0…1: yellow from 80 %, red from 95 %. */
export const shareRole = (share: number): NamedRole =>
	share >= 0.95 ? 'bad' : share >= 0.8 ? 'warn' : 'good';
