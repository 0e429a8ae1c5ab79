import {describe, expect, test} from 'vitest';
import {
	checkRoom,
	clockTrouble,
	parseBoard,
	targetOf,
} from '../../../../source/commands/on/board.js';
import {checkBoard, sshTrouble} from '../../../../source/ssh/link.js';

const jetson = `Welcome to Ubuntu 20.04.6 LTS
system=Linux
machine=aarch64
bits=64
glibc=glibc 2.31
free=1048576
seconds=1700000000
without=flock
build=.cache/edgetop/builds/edgetop-0.1.0-linux-arm64-0123456789ab/bin/edgetop
partial=1200 .cache/edgetop/builds/edgetop-0.2.0-linux-arm64-ba9876543210.partial
`;

test('what a board says of itself is read, whatever its login prints', () => {
	expect(parseBoard(jetson)).toEqual({
		system: 'Linux',
		machine: 'aarch64',
		bits: 64,
		glibc: '2.31',
		freeBytes: 1_073_741_824,
		seconds: 1_700_000_000,
		without: ['flock'],
		builds: ['edgetop-0.1.0-linux-arm64-0123456789ab'],
		partial: new Map([['edgetop-0.2.0-linux-arm64-ba9876543210', 1200]]),
	});
	expect(targetOf('nano', parseBoard(jetson))).toBe('linux-arm64');
});

describe('a board that no build is for is told what is needed', () => {
	test.each([
		['an old system', 'glibc=glibc 2.31', 'glibc=glibc 2.27', /glibc 2\.27 is too old: 2\.28/],
		['musl', 'glibc=glibc 2.31', 'glibc=', /not glibc/],
		['armv7', 'machine=aarch64', 'machine=armv7l', /no build for armv7l/],
		['riscv', 'machine=aarch64', 'machine=riscv64', /no build for riscv64/],
		['32-bit programs on a 64-bit kernel', 'bits=64', 'bits=32', /64-bit system is needed/],
		['another system', 'system=Linux', 'system=Darwin', /no build for Darwin/],
		['no xz', 'without=flock', 'without=xz', /apt-get install xz-utils/],
	])('%s', (_, from, to, message) => {
		expect(() => targetOf('nano', parseBoard(jetson.replace(from, to)))).toThrow(message);
	});

	test('a full disk', () => {
		expect(() => {
			checkRoom('nano', parseBoard(jetson.replace('free=1048576', 'free=1000')));
		}).toThrow('nano: 1 MB are free in its home folder, 300 MB are needed');
		checkRoom('nano', parseBoard(jetson.replace(/free=.*\n/, '')));
	});
});

test('a clock that is years off is said', () => {
	expect(clockTrouble(parseBoard(jetson), 1_700_000_100)).toBeUndefined();
	expect(clockTrouble(parseBoard(jetson), 1_800_000_000)).toMatch(/1157 days behind/);
});

test('what ssh says becomes one line with what to do', () => {
	expect(sshTrouble('pi@b', '@ WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED! @\n')).toMatch(
		/ssh-keygen -R b /,
	);
	expect(sshTrouble('b', 'pi@b: Permission denied (publickey).\n')).toMatch(/ssh-copy-id/);
	expect(sshTrouble('b', 'ssh: Could not resolve hostname b: Name or service not known\n')).toBe(
		'b: Could not resolve hostname b: Name or service not known',
	);
});

test('a name that ssh would take for an option is refused', () => {
	expect(() => checkBoard('-oProxyCommand=x', 'edgetop on BOARD')).toThrow(/no name of a board/);
	expect(() => checkBoard(undefined, 'edgetop on BOARD')).toThrow(/which board/);
});
