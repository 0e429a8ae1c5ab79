const cellPattern = /(?<=^|,)(?:"(?<quoted>(?:[^"]|"")*)"|(?<plain>[^,]*))/g;

/** One line of CSV (RFC 4180) to its cells, without blanks around them; no line breaks within quotes. */
export const csvCells = (line: string): string[] =>
	Array.from(line.matchAll(cellPattern), ({groups}) =>
		(groups?.['quoted']?.replaceAll('""', '"') ?? groups?.['plain'] ?? '').trim(),
	);
