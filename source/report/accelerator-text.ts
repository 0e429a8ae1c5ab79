import {isAcceleratorReading} from '../record/accelerator-figures.js';
import {type Summary, type TelemetryFigure} from '../record/summary.js';
import {bytes} from '../format/numbers.js';

/** More devices than this would hide the rest of the summary; all are in the file. */
const mostRows = 8;

const format = (unit: string, value: number): string => {
	switch (unit) {
		case 'fraction': {
			return `${(100 * value).toFixed(0)} %`;
		}

		case 'bytes': {
			return bytes(value);
		}

		default: {
			return `${value.toFixed(0)} ${unit === 'state' ? '(step)' : unit}`;
		}
	}
};

const valueText = ({unit, mean, min, max, missing}: TelemetryFigure): string =>
	mean === undefined || min === undefined || max === undefined
		? `n/a (${missing ?? 'no reading'})`
		: `${format(unit, mean)} on average, ${format(unit, min)} to ${format(unit, max)}`;

/** Load and memory of accelerators, and fans, over the whole run; no lines where there are none. */
export const acceleratorLines = ({telemetry}: Summary): string[] => {
	const figures = telemetry.filter(figure => isAcceleratorReading(figure)).slice(0, mostRows);
	return figures.length === 0
		? []
		: [
				'',
				'accelerators and fans',
				...figures.map(figure => `  ${figure.label}: ${valueText(figure)}`),
			];
};
