import {type Snapshot, type ThermalReading} from '../../record/snapshot.js';
import {heatOf} from './heat-words.js';

/** The reading of a quantity that stands for it in charts: the one that is watched, else the first whose course is kept. */
const charted = (
	{thermal}: Snapshot,
	quantity: ThermalReading['quantity'],
	watched: string | undefined,
): ThermalReading | undefined => {
	const readings = thermal.readings.filter(
		reading => reading.quantity === quantity && thermal.charted.includes(reading.id),
	);
	return readings.find(reading => reading.label === watched) ?? readings[0];
};

/** The temperature whose course is drawn: the one that the panels name. */
export const chartedTemperature = (snapshot: Snapshot): ThermalReading | undefined =>
	charted(snapshot, 'temperature', heatOf(snapshot)?.label ?? snapshot.thermal.forecast.label);

/** The power whose course is drawn: the one of the energy, else the first that covers what the run uses. */
export const chartedPower = (snapshot: Snapshot): ThermalReading | undefined => {
	const {thermal, host} = snapshot;
	const reading = charted(snapshot, 'power', thermal.energy.label);
	// A meter that does not cover what the run uses is not its power.
	return reading?.label === thermal.energy.label || 'value' in host.powerWatts
		? reading
		: undefined;
};

/** The clock whose course is drawn: the one that the host's panel tells. */
export const chartedClock = (snapshot: Snapshot): ThermalReading | undefined =>
	charted(snapshot, 'clock', snapshot.host.clockHertz.label);
