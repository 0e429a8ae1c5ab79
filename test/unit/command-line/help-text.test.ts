import {existsSync} from 'node:fs';
import {describe, expect, it} from 'vitest';
import {commandTable, type CommandName} from '../../../source/command-line/commands.js';
import {dashed} from '../../../source/command-line/definition.js';
import {allFlags} from '../../../source/command-line/flags.js';
import {helpOf} from '../../../source/command-line/help-text.js';

const names = Object.keys(commandTable) as CommandName[];

describe.each([40, 60, 80, undefined])('help in %s columns', columns => {
	it.each([undefined, ...names])('of %s keeps to the width and says what there is', name => {
		const text = helpOf(name, columns);
		const atMost = columns ?? 80;
		const long = text.split('\n').filter(line => line.length > atMost);
		// What cannot be broken: paths, examples, forms of a value.
		expect(long.filter(line => !/^ *(?:\$ edgetop|More: |MODEL@|to ~\/|~\/)/.test(line))).toEqual(
			[],
		);
		const flags = name === undefined ? Object.keys(allFlags) : commandTable[name].flags;
		for (const flag of flags) {
			expect(text).toMatch(new RegExp(String.raw`^ +--(?:no-)?${dashed(flag)}\b`, 'm'));
		}
	});
});

it('a command names the page that tells more, where it lies', () => {
	for (const name of names.filter(each => each !== 'completion')) {
		expect(existsSync(/More: (.+)/.exec(helpOf(name))![1]!), name).toBe(true);
	}
});
