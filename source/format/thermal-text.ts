import {type Figure} from '../measure/figure.js';
import {type SegmentThermal, type ThrottleFigures} from '../record/thermal-schema.js';
import {type Snapshot} from '../record/snapshot.js';
import {bytes, duration, framesPerSecond, na, percent} from './numbers.js';

/* Heat and throttling in words, for the screen and the summary alike: each a value, or n/a with the reason. */

const say = (value: Figure, format: (number: number) => string): string =>
	'value' in value ? format(value.value) : `${na} (${value.missing})`;

type Thermal = Snapshot['thermal'];

/** Whether drops of FPS can be judged, and against what. */
export const dropStateText = ({
	dropState,
	baselineFps,
}: Pick<ThrottleFigures, 'dropState' | 'baselineFps'>): string => {
	switch (dropState) {
		case 'finding baseline': {
			return 'no verdict yet: needs 90 s whose FPS vary by 2 % or less';
		}

		case 'baseline unstable': {
			return 'no verdict on drops: FPS varied by more than 2 % from the start (baseline unstable)';
		}

		case 'dropped': {
			return `below the baseline of ${framesPerSecond(baselineFps)} FPS`;
		}

		case 'steady': {
			return `no slow-down against the baseline of ${framesPerSecond(baselineFps)} FPS`;
		}
	}
};

/** What holds now. */
export const verdictText = ({throttle}: Thermal): string =>
	throttle.current
		? `${throttle.current.verdict}: ${throttle.current.text}`
		: dropStateText(throttle);

const minutes = (milliseconds: number): string => {
	const seconds = Math.round(milliseconds / 1000);
	return seconds < 90 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
};

export const forecastText = ({forecast: {label, forecast}}: Thermal): string => {
	const zone = label === undefined ? '' : `${label} `;
	switch (forecast.kind) {
		case 'steady': {
			const when = forecast.inMs > 0 ? ` in about ${minutes(forecast.inMs)}` : '';
			return `${zone}steady at ${forecast.tempCelsius.toFixed(0)} ±${forecast.halfWidthCelsius.toFixed(1)} °C${when}`;
		}

		case 'reaches trip': {
			return `${zone}reaches the ${forecast.tripCelsius.toFixed(0)} °C trip in about ${minutes(forecast.inMs)} (${minutes(forecast.fromMs)} to ${minutes(forecast.toMs)})`;
		}

		default: {
			return `${na} (${forecast.reason})`;
		}
	}
};

export const sustainedText = ({sustained}: Pick<SegmentThermal, 'sustained'>): string => {
	const {firstMinuteFps, lastMinutesFps, ratio, steadyAfterSeconds} = sustained;
	const fps = (value: number): string => `${framesPerSecond(value)} FPS`;
	const score =
		'missing' in ratio
			? `${na} (${ratio.missing})`
			: `${percent(ratio.value)}, last 5 min ${say(lastMinutesFps, fps)}`;
	const parts = [
		score,
		// Before it is over, the score has said already that there is not enough.
		...('missing' in firstMinuteFps ? [] : [`minute 1 ${fps(firstMinuteFps.value)}`]),
		`steady after ${say(steadyAfterSeconds, value => duration(1000 * value))}`,
	];
	return parts.join('; ');
};

export const energyText = ({energy}: Pick<SegmentThermal, 'energy'>): string => {
	const {grossMillijoules, netMillijoules, fpsPerWatt, scope, label, coverage} = energy;
	if ('missing' in grossMillijoules) {
		return `${na} (${grossMillijoules.missing})${scope === undefined ? '' : `; ${scope} ${label ?? ''}`}`;
	}

	const rounded = (value: number): string => value.toFixed(value < 100 ? 1 : 0);
	return [
		`${rounded(grossMillijoules.value)} mJ/inference`,
		say(fpsPerWatt, value => `${value.toFixed(2)} FPS/W`),
		`${scope ?? na} (${label ?? na})`,
		`${percent(coverage, 0)} covered`,
		`net ${say(netMillijoules, rounded)}`,
	].join(', ');
};

/** What edgetop itself takes from the machine, in 66 columns: a screen of 80 must not lose any of it. */
export const costText = ({own}: Snapshot): string => {
	const share = (value: number | undefined): string =>
		value === undefined ? na : `${value.toFixed(1)} %`;
	const rate = own.terminalBytesPerSecond;
	return [
		`ui ${share(own.uiCpuPercent)} of a core ${bytes(own.uiRssBytes, 0)}`,
		`sensors ${share(own.sensorsCpuPercent)}`,
		`engine ${bytes(own.engineRssBytes, 0)}`,
		rate === undefined ? `terminal ${na}` : `${(rate / 1000).toFixed(1)} kB/s`,
	].join(', ');
};

/** For the host panel: `412 mJ/inf`, or nothing before there is a figure. */
export const shortEnergy = ({energy: {grossMillijoules}}: Thermal): string =>
	'value' in grossMillijoules
		? `${grossMillijoules.value.toFixed(grossMillijoules.value < 100 ? 1 : 0)} mJ/inf`
		: '';
