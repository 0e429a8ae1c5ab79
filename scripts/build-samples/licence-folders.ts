/** Folder in `data/samples/` of each licence that occurs, spelt as the package spells it. What asks for something in return has a folder of its own. */
export const licenceFolders: Readonly<Record<string, string>> = {
	'Public Domain': 'public-domain',
	'Public domain': 'public-domain',
	'CC0-1.0': 'public-domain',
	'CC-BY-2.0': 'cc-by',
	'CC-BY-3.0': 'cc-by',
	'CC-BY-SA-4.0': 'cc-by-sa',
};

/** Licences whose text goes beside the pictures, by folder. */
export const licenceTexts: Readonly<Record<string, readonly string[]>> = {
	'cc-by': ['CC-BY-2.0', 'CC-BY-3.0'],
	'cc-by-sa': ['CC-BY-SA-4.0'],
};

/**
The text of a licence from a Debian copyright file, where it stands once, indented by one space, with a dot for each empty line.

@throws Where the file has no paragraph with that licence's text.
*/
export function readLicenceText(copyrightFile: string, licence: string): string {
	const paragraph = copyrightFile
		.split(/\n\n/)
		.map(part => part.split('\n'))
		.find(lines => lines[0] === `License: ${licence}` && lines.length > 5);
	if (!paragraph) {
		throw new Error(`the package's copyright file has no text of ${licence}`);
	}

	const lines = paragraph.slice(1).map(line => line.replace(/^ /, '').replace(/^\.$/, ''));
	return `${lines.map(line => line.trimEnd()).join('\n')}\n`;
}
