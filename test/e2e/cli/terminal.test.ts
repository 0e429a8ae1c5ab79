import {describe, expect, it} from 'vitest';
import {
	terminalColour,
	terminalIsAscii,
	terminalIsDumb,
	terminalShowsPicture,
} from '../../../source/commands/run/terminal.js';

describe('what the terminal can show', () => {
	it('colours by NO_COLOR, TERM and COLORTERM', () => {
		expect(terminalColour(true, {TERM: 'xterm-256color'})).toBe('256');
		expect(terminalColour(true, {TERM: 'xterm', COLORTERM: 'truecolor'})).toBe('truecolor');
		expect(terminalColour(true, {TERM: 'xterm'})).toBe('16');
		expect(terminalColour(true, {TERM: 'xterm-256color', NO_COLOR: '1'})).toBe('none');
		expect(terminalColour(true, {TERM: 'xterm-256color', NO_COLOR: ''})).toBe('256');
		expect(terminalColour(true, {TERM: 'xterm', NO_COLOR: '1', FORCE_COLOR: '3'})).toBe('none');
		for (const forced of ['0', 'false']) {
			expect(terminalColour(true, {TERM: 'xterm-256color', FORCE_COLOR: forced})).toBe('none');
		}

		for (const forced of ['', 'true', '3', 'yes']) {
			expect(terminalColour(true, {TERM: 'xterm-256color', FORCE_COLOR: forced})).toBe('256');
		}

		expect(terminalColour(false, {TERM: 'xterm-256color'})).toBe('none');
		expect(terminalColour(true, {TERM: 'dumb', COLORTERM: 'truecolor'})).toBe('none');
	});

	it('block characters by the locale', () => {
		expect(terminalIsAscii(false, {LANG: 'de_DE.UTF-8'})).toBe(false);
		expect(terminalIsAscii(false, {LANG: 'de_DE.UTF-8', LC_ALL: 'C'})).toBe(true);
		expect(terminalIsAscii(undefined, {})).toBe(true);
		expect(terminalIsAscii(true, {LANG: 'C.utf8'})).toBe(true);
		expect(terminalIsAscii(false, {LANG: 'C.utf8', TERM: 'linux'})).toBe(true);
	});

	it('a screen at all, unless TERM is dumb', () => {
		expect(terminalIsDumb({TERM: 'dumb'})).toBe(true);
		expect(terminalIsDumb({TERM: 'xterm'})).toBe(false);
		expect(terminalIsDumb({})).toBe(false);
	});

	it('the picture of the frame, over SSH only when asked', () => {
		expect(terminalShowsPicture(undefined, {})).toBe(true);
		expect(terminalShowsPicture(undefined, {SSH_CONNECTION: '10.0.0.1 1 10.0.0.2 22'})).toBe(false);
		expect(terminalShowsPicture('on', {SSH_CONNECTION: '10.0.0.1 1 10.0.0.2 22'})).toBe(true);
		expect(terminalShowsPicture('off', {})).toBe(false);
		expect(() => terminalShowsPicture('maybe', {})).toThrow(/--picture maybe/);
	});
});
