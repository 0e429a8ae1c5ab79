import {hasValue, type Reading} from '../sensors/sensor.js';
import {sanitize} from '../text/sanitize.js';
import {type ThrottleEvent} from './detect/throttle.js';
import {isDrop} from './detect/verdict.js';

/* How a slow-down is told in one line. What is said beside the evidence is what was read at that moment, never a guess. */

/** `04:12`, `1:04:12`. */
export const clockText = (milliseconds: number): string => {
	const seconds = Math.max(0, Math.floor(milliseconds / 1000));
	const two = (value: number): string => String(value).padStart(2, '0');
	const hours = Math.floor(seconds / 3600);
	return `${hours > 0 ? `${hours}:` : ''}${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
};

const lossText = (lossFraction: number): string => {
	const percent = Math.round(Math.abs(lossFraction) * 100);
	return `${lossFraction < 0 ? '+' : '−'}${percent} % FPS`;
};

/** The temperature beside a thermal reason that does not name one. */
const temperatureBeside = (
	event: ThrottleEvent,
	temperature: Reading | undefined,
): string | undefined =>
	event.reason === 'thermal' &&
	temperature &&
	hasValue(temperature) &&
	!event.evidence.some(text => text.includes('°C'))
		? `${temperature.label} ${temperature.value.toFixed(0)} °C`
		: undefined;

/** Evidence with what else was read beside it: the temperature of a thermal flag. */
export const evidenceTexts = (event: ThrottleEvent, temperature: Reading | undefined): string[] => {
	const [first, ...rest] = event.evidence;
	const texts = [first, temperatureBeside(event, temperature), ...rest].filter(
		text => text !== undefined,
	);
	// What holds now need not be told a second time as what was so since boot.
	const seen = new Set(event.evidence);
	return texts
		.filter(text => !seen.has(text.replace(/ since boot$/, '')) || !text.endsWith(' since boot'))
		.map(text => sanitize(text, 120));
};

const judgement = ({verdict, reason}: ThrottleEvent): string => {
	switch (verdict) {
		case 'throttled': {
			return reason === 'unexplained' ? 'throttled' : reason;
		}

		case 'suspected': {
			return reason === 'unexplained' ? 'throttling suspected' : `throttling suspected (${reason})`;
		}

		case 'unexplained slowdown': {
			return reason === 'unexplained' ? 'unexplained' : `unexplained (${reason})`;
		}

		case 'limited, no impact yet':
		case 'limited, impact not known': {
			return reason === 'unexplained' ? 'of unknown cause' : reason;
		}

		default: {
			return reason;
		}
	}
};

/** What a limit costs, as far as it is known. */
const impactText = ({verdict, lossFraction, earlierSession}: ThrottleEvent): string => {
	if (earlierSession !== undefined) {
		const against = `against an earlier session of ${sanitize(earlierSession.slice(0, 10), 10)}`;
		return lossFraction === undefined
			? `no impact on FPS ${against}`
			: `${lossText(lossFraction)} ${against}`;
	}

	return verdict === 'limited, impact not known'
		? 'impact on FPS not known'
		: 'no impact on FPS yet';
};

/**
One line: "−31 % FPS since 04:12: thermal, cpu-thermal 82 °C at passive trip 80 °C".

@param onsetMs Session time.
@param mostTexts Pieces of evidence that are named.
*/
export const episodeText = (
	event: ThrottleEvent,
	evidence: readonly string[],
	onsetMs: number,
	mostTexts = 2,
): string => {
	const since = `since ${clockText(onsetMs)}`;
	const start = event.isFromStart ? ' (before the start)' : '';
	const what = isDrop(event)
		? `${lossText(event.lossFraction!)} ${since}`
		: `limited ${since}${start}, ${impactText(event)}`;
	const why = [judgement(event), ...evidence.slice(0, mostTexts)];
	const nothing =
		event.verdict === 'unexplained slowdown' && evidence.length === 0
			? ['no flag, cooling device or clock speaks for throttling']
			: [];
	return `${what}: ${[...why, ...nothing].join(', ')}`;
};
