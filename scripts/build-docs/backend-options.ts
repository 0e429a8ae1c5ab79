import {backends} from '../../source/backends/index.js';
import {between} from './between.js';

/** One row for each option, with the backends that take it. */
const optionTable = (): string => {
	const rows = new Map<string, string[]>();
	for (const {id, options} of backends) {
		for (const {name, values, about} of options) {
			const key = `| \`${name}\` | \`${values.replaceAll('|', String.raw`\|`)}\` | ${about} |`;
			rows.set(key, [...(rows.get(key) ?? []), `\`${id}\``]);
		}
	}

	return [
		'| option | values | does | of |',
		'| --- | --- | --- | --- |',
		...Array.from(rows, ([row, ids]) => `${row} ${ids.join(', ')} |`),
	].join('\n');
};

/** docs/backends.md with the options as the backends have them. */
export const withOptions = (page: string): string => between(page, 'options', optionTable());
