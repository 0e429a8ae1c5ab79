import {type DisturbanceFigure, type DisturbanceFigures} from '../measure/disturbance.js';

const percent = (part: number, whole: number): string => {
	const value = (100 * part) / whole;
	return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(1)} %`;
};

const inWords = (
	{differenceMs, lowMs, highMs, aloneMs, alone, beside}: DisturbanceFigure,
	what: string,
): string =>
	`${percent(differenceMs, aloneMs)} beside ${what} (95 %: ${percent(lowMs, aloneMs)} to ${percent(highMs, aloneMs)}; ${beside} inferences, ${alone} alone)`;

/** `decoding takes 0.42 of a core`: of a stream, while the model runs. */
export const decoderText = (cores: number): string =>
	`decoding takes ${cores.toFixed(2)} ${cores < 1 ? 'of a core' : 'cores'}`;

/** What edgetop's own work costs inferences that it runs beside; undefined where none did, or too few to tell. */
export const disturbanceText = (figures: DisturbanceFigures | undefined): string | undefined => {
	const parts = [
		...(figures?.decoder ? [inWords(figures.decoder, 'the decoder')] : []),
		...(figures?.monitor ? [inWords(figures.monitor, 'screen, sensors and journal')] : []),
	];
	return parts.length > 0 ? parts.join('; ') : undefined;
};

/** The same in a few characters, for the screen: what both cost. Empty where there is nothing to tell. */
export const shortDisturbance = (figures: DisturbanceFigures | undefined): string => {
	const greatest = figures?.decoder ?? figures?.monitor;
	return greatest ? `, infer ${percent(greatest.differenceMs, greatest.aloneMs)}` : '';
};
