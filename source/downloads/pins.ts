import path from 'node:path';

/*
A pin is what `pull` writes down beside a file whose manifest has no checksum: the sum of the first download, in the format of sha256sum, so that `sha256sum -c` reads it too.
*/

export const pinFileOf = (file: string): string => `${file}.sha256`;

export const formatPin = (file: string, sha256: string): string =>
	`${sha256}  ${path.basename(file)}\n`;

/** The sum in a pin; undefined when there is none. */
export const parsePin = (text: string): string | undefined =>
	/^(?<sum>[\da-f]{64})\b/.exec(text)?.groups?.['sum'];
