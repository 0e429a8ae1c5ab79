const levelOf = (value: number): number =>
	value < 48 ? 0 : value < 115 ? 1 : Math.floor((value - 35) / 40);

const errorOf = (level: number, value: number): number =>
	((level === 0 ? 0 : 55 + 40 * level) - value) ** 2;

/**
The nearest of the 256 colours: the cube of six levels a channel, or the grey ramp of 24 where that is nearer. The palette is xterm's: cube levels 0, 95, 135 … 255; greys 8, 18 … 238.

@param red 0…255, as `green` and `blue`.
*/
export const paletteIndex = (red: number, green: number, blue: number): number => {
	const [r, g, b] = [levelOf(red), levelOf(green), levelOf(blue)];
	const step = Math.max(0, Math.min(23, Math.round(((red + green + blue) / 3 - 8) / 10)));
	const grey = 8 + 10 * step;
	const greyError = (red - grey) ** 2 + (green - grey) ** 2 + (blue - grey) ** 2;
	const cubeError = errorOf(r, red) + errorOf(g, green) + errorOf(b, blue);
	return greyError < cubeError ? 232 + step : 16 + 36 * r + 6 * g + b;
};
