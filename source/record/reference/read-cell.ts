import {timeUnitOf} from './headings.js';

/* A cell of another person's table as a number. */

/** What people write where they have no figure. */
const noFigure =
	/^(?:|n\.?\/?a\.?|#n\/a|nan|none|null|nil|unknown|not (?:measured|available|supported)|tbd|x|\?+|[-–—.]+)$/i;

export const isMissing = (cell: string): boolean => noFigure.test(cell.trim());

/**
The number at the start of a cell, without its unit and spread: `12.5 ms`, `1,234.5`, `64.3 %`, `12.5 ± 0.3`, `acc: 76.4`.

@param hasDecimalComma Whether a comma may be the decimal sign: the cells are separated by something else.
@returns NaN where there is none.
*/
export const numberOf = (cell: string, hasDecimalComma = false): number => {
	const match =
		/^(?:acc\w*\s*[:=]\s*)?[~≈]?\s*(?<number>[+-]?[\d.,\u0020\u00A0']*\d(?:e[+-]?\d+)?)\s*(?<rest>\D.*)?$/i.exec(
			cell.trim(),
		);
	const text = match?.groups?.['number']?.replaceAll(/[\s']/g, '') ?? '';
	const plain =
		hasDecimalComma && /^[+-]?(?:\d+|\d{1,3}(?:\.\d{3})+),\d+$/.test(text)
			? text.replaceAll('.', '').replace(',', '.')
			: /^[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?$/.test(text)
				? text.replaceAll(',', '')
				: text;
	return plain === '' ? Number.NaN : Number(plain);
};

/** A time with its own unit, or with that of its heading; ms. */
export const millisecondsOf = (
	cell: string,
	headingUnit: number,
	hasDecimalComma: boolean,
): number => {
	const own = /[\d.,]\s*(?<unit>[a-zµμ]+)\b/i.exec(cell)?.groups?.['unit'];
	const unit = (own === undefined ? undefined : timeUnitOf(own)) ?? headingUnit;
	return withoutNoise(numberOf(cell, hasDecimalComma) * unit);
};

/** Twelve figures: 1.2 s are 1200 ms, not 1199.9999999999998. */
export const withoutNoise = (value: number): number => Number(value.toPrecision(12));
