import {readFileSync} from 'node:fs';
import process from 'node:process';
import {describe, expect, test, vi} from 'vitest';
import {LiveRoot} from '../../../source/sensors/roots/live-root.js';
import {isFailure, type LineStream} from '../../../source/sensors/roots/root.js';

const root = new LiveRoot();

const readText = async (file: string): Promise<string> => {
	const text = await root.readText(file);
	return isFailure(text) ? `[${text.reason}]` : text;
};

describe('this machine', () => {
	test.beforeEach(context => {
		if (process.platform !== 'linux') {
			context.skip('skipped: needs /proc');
		}
	});

	test('a file is read anew each time, and to its end', async () => {
		const first = await readText('proc/uptime');
		await new Promise(resolve => {
			setTimeout(resolve, 60);
		});
		const second = await readText('proc/uptime');
		expect(Number.parseFloat(second)).toBeGreaterThan(Number.parseFloat(first));
		const long = await readText('proc/self/smaps');
		expect(long.length).toBeGreaterThan(8192);
		expect(long).toMatch(/VmFlags: [^\n]+$/);
		expect(await root.readText('proc/sys/kernel/ostype')).toBe(
			readFileSync('/proc/sys/kernel/ostype', 'utf8').trim(),
		);
	});

	test('what is not there, and what may not be read, are told apart', async () => {
		expect(await root.readText('proc/no-such-file')).toMatchObject({kind: 'missing'});
		expect(await root.readText('proc/self')).toMatchObject({code: 'EISDIR', kind: 'error'});
		expect(await root.list('no/such/folder')).toEqual([]);
	});

	test('a command that fails, hangs or is not there is a value, not a rejection', async () => {
		expect(await root.run('no-such-command-here', [])).toMatchObject({kind: 'missing'});
		expect(await root.run('sh', ['-c', 'echo "bad  luck" >&2; exit 3'])).toMatchObject({
			reason: 'sh failed: bad  luck',
		});
		expect(await root.run('sh', ['-c', 'sleep 30'], {timeoutMs: 100})).toMatchObject({
			kind: 'timed out',
		});
		expect(await root.run('sh', ['-c', 'echo $LC_ALL'])).toBe('C');
	});

	test('a command that stays gives its lines, and says how it ended', async () => {
		const lines: string[] = [];
		const stream = root.stream('sh', ['-c', 'echo one; echo two; exit 4'], line => {
			lines.push(line);
		});
		expect(isFailure(stream)).toBe(false);
		await vi.waitFor(() => {
			expect(lines).toEqual(['one', 'two']);
			expect((stream as LineStream).ended()).toBe('sh ended (exit code 4)');
		});
		const none = root.stream('no-such-command-here', [], () => undefined) as LineStream;
		await vi.waitFor(() => {
			expect(none.ended()).toMatch(/could not be started \(ENOENT\)/);
		});
	});
});
