import {type Glyphs} from './theme.js';

/** A horizontal bar of `width` columns filled to `share` (0…1), in eighths where the terminal can; nothing where no column is left. */
export const bar = (share: number, width: number, {bars, track}: Glyphs): string => {
	const steps = bars.length;
	const filled = Math.round(Math.min(1, Math.max(0, share)) * Math.max(0, width) * steps);
	const whole = Math.floor(filled / steps);
	const rest = filled % steps;
	const drawn = bars.at(-1)!.repeat(whole) + (rest > 0 ? bars[rest - 1]! : '');
	return drawn + track.repeat(Math.max(0, width - whole - (rest > 0 ? 1 : 0)));
};
