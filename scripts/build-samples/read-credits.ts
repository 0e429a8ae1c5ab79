/** What a credits file says about one picture. */
export type Credit = {
	readonly author: string;
	readonly licence: string;
	/** Where the picture was first published; empty where the credits do not say. */
	readonly source: string;
	/** What the package's makers changed; empty where nothing is said. */
	readonly changes: string;
};

const fields = {
	copyright: 'author',
	license: 'licence',
	source: 'source',
	comments: 'changes',
} as const;

/**
Reads the README of a GCompris resource folder: paragraphs of `Copyright:`, `License:`, `Source:`, `Comments:` and `Files:` lines, in any order, with file names after `Files:` or on lines of their own.

@returns The credit of each file, by its name as written (it may have folders).
*/
export function readCredits(text: string): Map<string, Credit> {
	const credits = new Map<string, Credit>();
	for (const paragraph of text.split(/\n\s*\n/)) {
		const credit = {author: '', licence: '', source: '', changes: ''};
		const files: string[] = [];
		for (const line of paragraph.split('\n').map(part => part.trim())) {
			const [, key = '', value = ''] = /^([A-Za-z]+):\s*(.*)$/.exec(line) ?? [];
			const field = fields[key.toLowerCase() as keyof typeof fields];
			if (field) {
				credit[field] = value;
			} else if (key.toLowerCase() === 'files' || key === '') {
				files.push(...(key === '' ? line : value).split(/\s+/).filter(Boolean));
			}
		}

		for (const file of files) {
			credits.set(file, credit);
		}
	}

	return credits;
}
