import {describe, expect, it} from 'vitest';
import {readArguments} from '../../../source/arguments.js';
import {commandOf, commandTable, mainCommand} from '../../../source/command-line/commands.js';
import {dashed} from '../../../source/command-line/definition.js';
import {allFlags, commonFlags, flagOf} from '../../../source/command-line/flags.js';

const commandNames = Object.keys(commandTable);

describe('help is asked for', () => {
	it.each(
		commandNames.flatMap(name => [
			[[name, '--help']],
			[[name, '-h']],
			[['help', name]],
			[[name, 'some', 'words', '--help', '--json']],
		]),
	)('%j', words => {
		const asked = readArguments(words);
		expect(asked).toMatchObject({wantsHelp: true});
		expect(commandNames).toContain(asked.command);
	});

	it.each([[['--help']], [['-h']], [['help']], [['--frames', '3', '-h']], [['--model', '--help']]])(
		'%j is about the whole',
		words => {
			const asked = readArguments(words);
			expect(asked.wantsHelp).toBe(true);
			expect(asked.command).toBeUndefined();
		},
	);

	it('help wins over version; -v and --version ask for that', () => {
		expect(readArguments(['-v'])).toMatchObject({wantsVersion: true, wantsHelp: false});
		expect(readArguments(['doctor', '--version'])).toMatchObject({wantsVersion: true});
		expect(readArguments(['-h', '-v'])).toMatchObject({wantsVersion: false, wantsHelp: true});
	});
});

const failureOf = (words: readonly string[]): Error | undefined => {
	try {
		readArguments(words);
		return undefined;
	} catch (error) {
		return error as Error;
	}
};

describe('what is not understood is one line with exit code 2', () => {
	it.each([
		[['--modle', 'x'], /unknown flag --modle, did you mean --model\?/],
		[['doctor', '-x'], /unknown flag -x; -h and -v/],
		[['doctor', '--frames', '3'], /--frames is no flag of edgetop doctor/],
		[['--slices', '3'], /--slices is no flag of edgetop; edgetop --help/],
		[['doctor', 'me'], /edgetop doctor takes no "me"/],
		[['--frames'], /--frames needs a value: --frames N/],
		[['--no-frames'], /--no-frames: --frames takes a value/],
		[['--fail-if=', 'compare'], /--fail-if needs a value/],
		[['--model', 'a', '--model', 'b'], /--model can only be set once/],
		[['dance', '--help'], /unknown command "dance"/],
		[['help', 'dance'], /unknown command "dance"/],
		[['toString'], /unknown command "toString"/],
	])('%j', (words, message) => {
		expect(failureOf(words)).toMatchObject({exitCode: 2, name: 'UserError'});
		expect(failureOf(words)?.message).toMatch(message);
	});
});

it('what is given is told apart from what is usual', () => {
	expect([...readArguments(['--ascii']).given]).toEqual(['ascii']);
	const {given, flags} = readArguments(['--no-color', '--reference', 'a', '--reference', 'b']);
	expect([...given].sort()).toEqual(['color', 'reference']);
	expect(flags).toMatchObject({color: false, reference: ['a', 'b'], headless: false});
	expect([...readArguments(['--no-headless']).given]).toEqual(['headless']);
});

describe('the table of commands', () => {
	it.each(['', ...commandNames])('"%s" names flags that there are, once', name => {
		const {flags} = name === '' ? mainCommand : commandOf(name)!;
		expect(flags.filter(flag => flagOf(flag) === undefined)).toEqual([]);
		expect(new Set([...flags, ...commonFlags]).size).toBe(flags.length + commonFlags.length);
	});

	it('leaves no flag to nobody', () => {
		const taken = new Set([
			...commonFlags,
			...mainCommand.flags,
			...commandNames.flatMap(name => commandOf(name)!.flags),
		]);
		expect(Object.keys(allFlags).filter(name => !taken.has(name))).toEqual([]);
	});

	it.each(
		['', ...commandNames].flatMap(name => (name === '' ? mainCommand : commandOf(name)!).examples),
	)('example: %s', example => {
		const words = example.split(' > ')[0]!.split(' ').slice(1);
		expect(() => readArguments(words)).not.toThrow();
	});

	it('writes flags as they are typed', () => {
		expect(dashed('backendOption')).toBe('backend-option');
		expect(dashed('minTop1')).toBe('min-top1');
	});
});
