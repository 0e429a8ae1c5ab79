import {existsSync} from 'node:fs';
import process from 'node:process';
import {configFile, fileSettings} from '../command-line/config/config-file.js';
import {
	applicable,
	environmentSettings,
	settableFlags,
	type SettingValue,
} from '../command-line/config/settings.js';
import {dashed} from '../command-line/definition.js';
import {flagOf} from '../command-line/flags.js';
import {type Flags} from '../flags.js';
import {textTable} from '../format/text-table.js';
import {sanitize} from '../text/sanitize.js';
import {jsonText} from '../text/json-text.js';

type Row = {
	readonly key: string;
	/** Null: nothing sets it. */
	readonly value: SettingValue | null;
	readonly from: string;
	/** What holds where nothing sets it. */
	readonly usually?: string;
};

const valueText = ({value, usually}: Row): string =>
	value === null
		? (usually ?? '–')
		: sanitize(Array.isArray(value) ? value.join(', ') : String(value), 200);

/**
`edgetop config`: each value with where it comes from: flag, environment, file, default.

@throws UserError where the file or a variable is not what it should be.
*/
export const runConfig = async (flags: Flags, given: ReadonlySet<string>): Promise<number> => {
	const file = configFile();
	const settings = applicable('config', given, [
		environmentSettings(process.env),
		await fileSettings(file),
	]);
	const rows: Row[] = settableFlags.map(name => {
		const {usually, type, default: isOn} = flagOf(name)!;
		const usual = type === 'boolean' ? String(isOn ?? false) : usually;
		const setting = settings.get(name);
		const isFlag = given.has(name) && !settings.has(name);
		const value = (flags as Readonly<Record<string, unknown>>)[name] as SettingValue;
		return {
			key: dashed(name),
			value: isFlag ? value : (setting?.value ?? null),
			from: isFlag ? 'flag' : (setting?.from ?? 'default'),
			...(usual !== undefined && {usually: usual}),
		};
	});
	if (flags.json) {
		const document = {kind: 'edgetop-config', schemaVersion: 1, file, settings: rows};
		process.stdout.write(`${jsonText(document, 2)}\n`);
		return 0;
	}

	const lines = [
		...textTable(
			[['KEY', 'VALUE', 'FROM'], ...rows.map(row => [row.key, valueText(row), row.from])],
			[0, 1, 2],
			process.stdout.columns,
		),
		'',
		`${sanitize(file)}${existsSync(file) ? '' : ' (there is none yet): KEY = VALUE lines of TOML, such as threads = 4'}`,
	];
	process.stdout.write(`${lines.join('\n')}\n`);
	return 0;
};
