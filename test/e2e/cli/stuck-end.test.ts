import process from 'node:process';
import {setTimeout as sleep} from 'node:timers/promises';
import {afterAll, describe, expect, it} from 'vitest';
import {enginesOf, isAlive, waitFor, withoutProc} from '../../unit/engine/processes.js';
import {makeHome} from './run-cli.js';

const home = makeHome();
afterAll(() => {
	home.remove();
});

describe('an engine that hangs while the run ends', () => {
	it('a second Ctrl-C ends at once, and what was measured is saved all the same', async context => {
		if (withoutProc) {
			context.skip(withoutProc);
		}

		const {child, ended} = home.start(['--format', 'ndjson', '--duration', '60s']);
		let seen = '';
		child.stdout.on('data', chunk => {
			seen += String(chunk);
		});
		await waitFor('counted frames', () => /"frames":[1-9]/.test(seen));
		const [engine] = enginesOf(child.pid!);
		process.kill(engine!, 'SIGSTOP');
		child.kill('SIGINT');
		// Within half a second the second one would be taken for the echo that npm sends.
		await sleep(800);
		child.kill('SIGINT');
		const {code} = await ended;
		expect(code).toBe(130);
		const [saved] = home.saved();
		expect(saved!.end).toEqual({reason: 'interrupted', detail: 'interrupted by Ctrl-C'});
		expect(saved!.segments[0]!.frames).toBeGreaterThan(0);
		expect(home.leftovers()).toEqual([]);
		await waitFor('the engine to be gone', () => !isAlive(engine!), 5000);
	});
});
