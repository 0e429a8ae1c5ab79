import {existsSync, readdirSync} from 'node:fs';
import path from 'node:path';
import {parse} from 'smol-toml';
import {errnoText} from '../../system/errno-text.js';
import {packageFolder} from '../../system/folders.js';
import {sanitize} from '../../text/sanitize.js';
import {messageOf, UserError} from '../../text/user-error.js';
import {readGivenText} from '../../system/read-given.js';
import {type NamedRole} from './lines.js';
import {paletteIndex} from './palette-index.js';
import {type Palette, roleNames} from './theme.js';

const themesFolder = path.join(packageFolder, 'data', 'themes');

const names = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'];
const weights: Readonly<Record<string, string>> = {bold: '1', dim: '2'};

/** SGR parameters of one word of a style; undefined for a word that is none. */
const codeOf = (word: string): string | undefined => {
	const hex = /^#(?<red>[\da-f]{2})(?<green>[\da-f]{2})(?<blue>[\da-f]{2})$/i.exec(word);
	if (hex) {
		const channels = hex.slice(1).map(channel => Number.parseInt(channel, 16));
		return `38;5;${paletteIndex(channels[0]!, channels[1]!, channels[2]!)}`;
	}

	if (/^\d{1,3}$/.test(word) && Number(word) < 256) {
		return `38;5;${Number(word)}`;
	}

	const isBright = word.startsWith('bright-');
	const place = names.indexOf(isBright ? word.slice('bright-'.length) : word);
	return place === -1 ? weights[word] : String((isBright ? 90 : 30) + place);
};

const readText = (file: string): string => {
	try {
		return readGivenText(file);
	} catch (error) {
		throw new UserError(`--theme ${sanitize(file)}: ${errnoText(error)}`, {cause: error});
	}
};

const stylesOf = (
	table: unknown,
	file: string,
	title: string,
): Partial<Record<NamedRole, string>> => {
	const styles: Partial<Record<NamedRole, string>> = {};
	for (const [role, style] of Object.entries((table ?? {}) as Readonly<Record<string, unknown>>)) {
		const words = typeof style === 'string' ? style.split(' ').filter(Boolean) : [''];
		const codes = words.map(word => codeOf(word));
		if (!(roleNames as readonly string[]).includes(role) || codes.includes(undefined)) {
			throw new UserError(
				`--theme ${sanitize(file)}: [${title}] ${sanitize(role, 40)} = ${sanitize(JSON.stringify(style) ?? '', 40)}: expected a role of ${roleNames.join(', ')} and a style such as "bold #5fd7d7" or "bright-blue"`,
			);
		}

		styles[role as NamedRole] = codes.join(';');
	}

	return styles;
};

/**
The theme of a name that is shipped, or of a file.

@throws UserError in one line for an unknown theme, or a file that is none.
*/
export const readPalette = (asked: string): Palette => {
	const shipped = path.join(themesFolder, `${asked}.toml`);
	const isName = asked === path.basename(asked) && existsSync(shipped);
	if (!isName && !existsSync(asked)) {
		const known = readdirSync(themesFolder).map(name => path.parse(name).name);
		throw new UserError(
			`--theme ${sanitize(asked)}: expected one of ${known.join(', ')}, or a file`,
		);
	}

	const file = isName ? shipped : asked;
	let document: Readonly<Record<string, unknown>>;
	try {
		document = parse(readText(file));
	} catch (error) {
		if (error instanceof UserError) {
			throw error;
		}

		const [reason] = messageOf(error)
			.replace(/^Invalid TOML document: /, '')
			.split(/ \d+: /);
		throw new UserError(`--theme ${sanitize(file)}: no TOML: ${sanitize(reason!, 200)}`, {
			cause: error,
		});
	}

	const strange = Object.keys(document).find(key => key !== 'colours' && key !== 'sixteen');
	if (strange !== undefined) {
		throw new UserError(
			`--theme ${sanitize(file)}: unknown table "${sanitize(strange, 40)}": expected [colours] and [sixteen]`,
		);
	}

	return {
		many: stylesOf(document['colours'], file, 'colours'),
		sixteen: stylesOf(document['sixteen'], file, 'sixteen'),
	};
};
