/**
Characters that must meet their neighbours or sit on an exact grid (blocks, braille dots, lines) as shapes, because each font draws them a little off.
*/

export type Box = {
	readonly x: number;
	readonly y: number;
	readonly width: number;
	readonly height: number;
};

const number = (value: number): string => String(Math.round(value * 100) / 100);

/** A part of the box, in fractions of its sides. */
const rectangle = (
	box: Box,
	...[left, top, right, bottom]: readonly [left: number, top: number, right: number, bottom: number]
): string =>
	`M${number(box.x + left * box.width)} ${number(box.y + top * box.height)}H${number(box.x + right * box.width)}V${number(box.y + bottom * box.height)}H${number(box.x + left * box.width)}Z`;

/** Quadrants of U+2596–U+259F: upper left 1, upper right 2, lower left 4, lower right 8. */
const quadrants = [4, 8, 1, 13, 9, 7, 11, 2, 6, 14];

const block = (code: number, box: Box): string | undefined => {
	if (code === 0x25_80) {
		return rectangle(box, 0, 0, 1, 0.5);
	}

	if (code >= 0x25_81 && code <= 0x25_88) {
		return rectangle(box, 0, 1 - (code - 0x25_80) / 8, 1, 1);
	}

	if (code >= 0x25_89 && code <= 0x25_8f) {
		return rectangle(box, 0, 0, (0x25_90 - code) / 8, 1);
	}

	if (code === 0x25_90) {
		return rectangle(box, 0.5, 0, 1, 1);
	}

	if (code === 0x25_94) {
		return rectangle(box, 0, 0, 1, 1 / 8);
	}

	if (code === 0x25_95) {
		return rectangle(box, 7 / 8, 0, 1, 1);
	}

	const mask = code >= 0x25_96 ? quadrants[code - 0x25_96] : undefined;
	return mask === undefined
		? undefined
		: [0, 1, 2, 3]
				.filter(index => (mask & (1 << index)) !== 0)
				.map(index => {
					const left = index % 2 === 0 ? 0 : 0.5;
					const top = index < 2 ? 0 : 0.5;
					return rectangle(box, left, top, left + 0.5, top + 0.5);
				})
				.join('');
};

/** Dots 1–8 of a braille cell as column and row. */
const brailleDots = [
	[0, 0],
	[0, 1],
	[0, 2],
	[1, 0],
	[1, 1],
	[1, 2],
	[0, 3],
	[1, 3],
] as const;

const braille = (code: number, box: Box): string => {
	const radius = box.width * 0.16;
	return brailleDots
		.filter((_, dot) => ((code - 0x28_00) & (1 << dot)) !== 0)
		.map(([column, row]) => {
			const x = box.x + box.width * (0.25 + column * 0.5);
			const y = box.y + box.height * (0.125 + row * 0.25);
			return `M${number(x - radius)} ${number(y)}a${number(radius)} ${number(radius)} 0 1 0 ${number(radius * 2)} 0a${number(radius)} ${number(radius)} 0 1 0 ${number(-radius * 2)} 0Z`;
		})
		.join('');
};

/** Arms of line characters: up, right, down, left; 1 light, 2 heavy. */
const lines: Readonly<Record<string, readonly [number, number, number, number]>> = {
	'─': [0, 1, 0, 1],
	'━': [0, 2, 0, 2],
	'│': [1, 0, 1, 0],
	'┃': [2, 0, 2, 0],
	'┌': [0, 1, 1, 0],
	'┐': [0, 0, 1, 1],
	'└': [1, 1, 0, 0],
	'┘': [1, 0, 0, 1],
	'├': [1, 1, 1, 0],
	'┤': [1, 0, 1, 1],
	'┬': [0, 1, 1, 1],
	'┴': [1, 1, 0, 1],
	'┼': [1, 1, 1, 1],
	'┏': [0, 2, 2, 0],
	'┓': [0, 0, 2, 2],
	'┗': [2, 2, 0, 0],
	'┛': [2, 0, 0, 2],
	'╴': [0, 0, 0, 1],
	'╵': [1, 0, 0, 0],
	'╶': [0, 1, 0, 0],
	'╷': [0, 0, 1, 0],
	'╸': [0, 0, 0, 2],
	'╹': [2, 0, 0, 0],
	'╺': [0, 2, 0, 0],
	'╻': [0, 0, 2, 0],
};

/** Rounded corners: where each arm goes, as signs. */
const corners: Readonly<Record<string, readonly [horizontal: number, vertical: number]>> = {
	'╭': [1, 1],
	'╮': [-1, 1],
	'╰': [1, -1],
	'╯': [-1, -1],
};

const line = (text: string, box: Box): string | undefined => {
	const middleX = box.x + box.width / 2;
	const middleY = box.y + box.height / 2;
	const light = 0.6;
	const corner = corners[text];
	if (corner) {
		const [horizontal, vertical] = corner;
		const edgeX = middleX + (horizontal * box.width) / 2;
		const edgeY = middleY + (vertical * box.height) / 2;
		const bend = box.width / 2;
		// A stroke has no area to fill: there and back again, one line's width apart.
		const side = (offset: number, isBack: boolean) => {
			const x = middleX + offset * horizontal;
			const y = middleY + offset * vertical;
			const bendEndX = middleX + bend * horizontal;
			const bendEndY = middleY + bend * vertical;
			return isBack
				? `L${number(edgeX)} ${number(y)}L${number(bendEndX)} ${number(y)}Q${number(x)} ${number(y)} ${number(x)} ${number(bendEndY)}L${number(x)} ${number(edgeY)}Z`
				: `M${number(x)} ${number(edgeY)}L${number(x)} ${number(bendEndY)}Q${number(x)} ${number(y)} ${number(bendEndX)} ${number(y)}L${number(edgeX)} ${number(y)}`;
		};

		return side(-light, false) + side(light, true);
	}

	const arms = lines[text];
	if (!arms) {
		return undefined;
	}

	const [up, right, down, left] = arms;
	const half = (weight: number) => (weight === 2 ? light * 2 : light) / box.width;
	const halfHigh = (weight: number) => (weight === 2 ? light * 2 : light) / box.height;
	return [
		up > 0 ? rectangle(box, 0.5 - half(up), 0, 0.5 + half(up), 0.5 + halfHigh(up)) : '',
		down > 0 ? rectangle(box, 0.5 - half(down), 0.5 - halfHigh(down), 0.5 + half(down), 1) : '',
		left > 0 ? rectangle(box, 0, 0.5 - halfHigh(left), 0.5 + half(left), 0.5 + halfHigh(left)) : '',
		right > 0
			? rectangle(box, 0.5 - half(right), 0.5 - halfHigh(right), 1, 0.5 + halfHigh(right))
			: '',
	].join('');
};

/** How much of the foreground shows through the shades ░▒▓, which are blocks of it. */
export const shadeOf = (text: string): number | undefined =>
	({'░': 0.25, '▒': 0.5, '▓': 0.75})[text];

/** SVG path data, to be filled, of a character drawn as a shape; `undefined` for those that are left to the font. */
export const shapeOf = (text: string, box: Box): string | undefined => {
	const code = text.codePointAt(0) ?? 0;
	if (shadeOf(text) !== undefined) {
		return rectangle(box, 0, 0, 1, 1);
	}

	if (code >= 0x25_80 && code <= 0x25_9f) {
		return block(code, box);
	}

	if (code >= 0x28_00 && code <= 0x28_ff) {
		return braille(code, box);
	}

	return line(text, box);
};
