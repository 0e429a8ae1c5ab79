/*
Text from files (labels, paths, model names, a runtime's stderr) must never steer the terminal:
C0 and C1 controls, DEL, and the Unicode characters that reorder or hide text are replaced.
*/
const unsafePattern =
	/[\u0000-\u001F\u007F-\u009F\u00AD\u061C\u200B-\u200F\u2028-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB]/g;

const ansiPattern =
	/(?:\u001B\[|\u009B)[\u0030-\u003F]*[\u0020-\u002F]*[\u0040-\u007E]|\u001B\][^\u0007\u001B]*(?:\u0007|\u001B\\)?|\u001B[@-Z\\-_]/g;

/**
One printable line: ANSI sequences removed, each remaining control or invisible character replaced by `·`.

@param text Any text.
@param maximumLength Longer text is cut and ends in `…`. @default 300
*/
export const sanitize = (text: string, maximumLength = 300): string => {
	const clean = text.replaceAll(ansiPattern, '').replaceAll(unsafePattern, '·');
	return clean.length > maximumLength ? `${clean.slice(0, maximumLength - 1)}…` : clean;
};
