import {readFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import {sensors} from '../../../source/sensors/index.js';

const page = readFileSync(new URL('../../../docs/sensors.md', import.meta.url), 'utf8');

/** The ids in the first column of a section's table. */
const idsOf = (heading: string): string[] => {
	const section = page.split(/^## /m).find(part => part.startsWith(heading)) ?? '';
	return [...section.matchAll(/^\| `(?<id>[\w-]+)` \|/gm)].map(match => match.groups!['id']!);
};

test.each(['Sources', 'What each number is'])(
	'docs/sensors.md, "%s", has every source',
	heading => {
		const ids = [...sensors.map(({id}) => id), 'power-input'];
		expect(idsOf(heading).toSorted()).toEqual(ids.toSorted());
	},
);
