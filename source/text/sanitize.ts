/*
Text from files (labels, paths, model names, a runtime's stderr) must never steer the terminal:
C0 and C1 controls, DEL, halves of a surrogate pair, and the Unicode characters that reorder text, hide it or show nothing are replaced; of many marks on one letter the first few stay.
*/
export const unsafePattern =
	/[\u0000-\u001F\u007F-\u009F\u00AD\u061C\u115F\u1160\u180E\u200B-\u200F\u2028-\u202E\u2060-\u206F\u3164\uFEFF\uFFA0\uFFF9-\uFFFB\u{1BCA0}-\u{1BCA3}\u{1D173}-\u{1D17A}\u{E0000}-\u{E0FFF}\p{Surrogate}]|\u034F/gu;

/** Writing systems need two or three marks on a letter; a flood of them leaves its row. */
const floodPattern = /(\p{Mark}{4})\p{Mark}+/gu;

const ansiPattern =
	/(?:\u001B\[|\u009B)[\u0030-\u003F]*[\u0020-\u002F]*[\u0040-\u007E]|\u001B\][^\u0007\u001B]*(?:\u0007|\u001B\\)?|\u001B[@-Z\\-_]/g;

/** Most texts: printable ASCII, in which nothing has to be replaced. */
const plainPattern = /^[\u0020-\u007E]*$/;

const cleaned = (text: string): string =>
	plainPattern.test(text)
		? text
		: text
				.replaceAll(ansiPattern, '')
				.replaceAll(unsafePattern, '·')
				.replaceAll(floodPattern, '$1');

/**
One printable line: ANSI sequences removed, each remaining control or invisible character replaced by `·`.

@param text Any text.
@param maximumLength Longer text is cut and ends in `…`. @default 300
*/
export const sanitize = (text: string, maximumLength = 300): string => {
	const clean = cleaned(text);
	if (clean.length <= maximumLength) {
		return clean;
	}

	// Not through the middle of a pair.
	return `${clean.slice(0, maximumLength - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
};
