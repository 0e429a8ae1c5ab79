/**
IEEE 754 half-precision bits to a number.

@param bits 0…65535.
*/
export const float16ToNumber = (bits: number): number => {
	const sign = bits & 0x80_00 ? -1 : 1;
	const exponent = (bits >> 10) & 0x1f;
	const fraction = bits & 0x3_ff;
	if (exponent === 0) {
		return sign * fraction * 2 ** -24;
	}

	if (exponent === 31) {
		return fraction ? Number.NaN : sign * Infinity;
	}

	return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
};

export const float16ToFloat32 = (source: Uint16Array): Float32Array =>
	Float32Array.from(source, bits => float16ToNumber(bits));
