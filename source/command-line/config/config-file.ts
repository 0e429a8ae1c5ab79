import os from 'node:os';
import path from 'node:path';
import {errnoText} from '../../system/errno-text.js';
import {nearestNames} from '../../models/nearest-names.js';
import {sanitize} from '../../text/sanitize.js';
import {messageOf, UserError} from '../../text/user-error.js';
import {dashed} from '../definition.js';
import {flagOf} from '../flags.js';
import {readGivenText} from '../../system/read-given.js';
import {settableFlags, type Setting, type Settings, type SettingValue} from './settings.js';

/** `~/.config/edgetop/config.toml`, by the XDG base directory specification: a relative value is ignored. */
export const configFile = (
	environment: Readonly<Record<string, string | undefined>> = process.env,
): string => {
	const asked = environment['XDG_CONFIG_HOME'];
	const base = asked && path.isAbsolute(asked) ? asked : path.join(os.homedir(), '.config');
	return path.join(base, 'edgetop', 'config.toml');
};

/** Undefined where there is no file. */
const readText = (file: string): string | undefined => {
	try {
		return readGivenText(file, {patienceMs: 0});
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
			return undefined;
		}

		throw new UserError(`cannot read ${sanitize(file)}: ${errnoText(error)}`, {cause: error});
	}
};

/** Number of the line that sets a key or opens its table; 1 where it cannot be found. */
const lineOf = (text: string, key: string): number => {
	const escaped = key.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`);
	const pattern = new RegExp(String.raw`^\s*(?:\[+\s*)?["']?${escaped}["']?\s*[=.\]]`);
	const place = text.split('\n').findIndex(line => pattern.test(line));
	return place === -1 ? 1 : place + 1;
};

const shown = (value: unknown): string => sanitize(JSON.stringify(value) ?? String(value), 60);

/** A value as the flag takes it; undefined where it is of another type. */
const converted = (name: string, value: unknown): SettingValue | undefined => {
	const {type, isMultiple} = flagOf(name)!;
	if (type === 'boolean') {
		return typeof value === 'boolean' ? value : undefined;
	}

	const texts = [value].flat().map(item => {
		const isText = typeof item === 'string' ? item !== '' : Number.isFinite(item);
		return isText ? String(item) : undefined;
	});
	if (texts.includes(undefined) || (Array.isArray(value) && !isMultiple)) {
		return undefined;
	}

	return isMultiple ? (texts as string[]) : texts[0];
};

const expectedOf = (name: string): string => {
	const {type, isMultiple} = flagOf(name)!;
	return type === 'boolean'
		? 'true or false'
		: isMultiple
			? 'a list of texts'
			: 'a text or a number';
};

const unknownKey = (key: string): string => {
	const known = settableFlags.map(name => dashed(name));
	const [nearest] = nearestNames(key, known, 1);
	return `unknown key "${sanitize(key, 60)}"${nearest === undefined ? '; keys are the flags of edgetop --help without their dashes' : `, did you mean "${nearest}"?`}`;
};

/**
Settings of the configuration file; none where there is no file.

@throws UserError in one line that names file and line: no TOML, an unknown key, a value of another type.
*/
export const fileSettings = async (file = configFile()): Promise<Settings> => {
	const text = readText(file);
	const settings = new Map<string, Setting>();
	if (text === undefined) {
		return settings;
	}

	const {parse, TomlError} = await import('smol-toml');
	let document: Readonly<Record<string, unknown>>;
	try {
		document = parse(text);
	} catch (error) {
		const line = error instanceof TomlError ? error.line : 1;
		const [reason] = messageOf(error)
			.replace(/^Invalid TOML document: /, '')
			.split(/ \d+: /);
		throw new UserError(`${sanitize(file)}, line ${line}: no TOML: ${sanitize(reason!, 200)}`, {
			cause: error,
		});
	}

	for (const [key, value] of Object.entries(document)) {
		const from = `${sanitize(file)}, line ${lineOf(text, key)}`;
		const name = settableFlags.find(each => dashed(each) === key);
		if (name === undefined) {
			throw new UserError(`${from}: ${unknownKey(key)}`);
		}

		const setting = converted(name, value);
		if (setting === undefined) {
			throw new UserError(`${from}: ${key} = ${shown(value)}: expected ${expectedOf(name)}`);
		}

		settings.set(name, {value: setting, from});
	}

	return settings;
};
