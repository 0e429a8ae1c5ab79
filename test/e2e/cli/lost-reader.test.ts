import {once} from 'node:events';
import {afterAll, describe, expect, it} from 'vitest';
import {summarySchema} from '../../../source/record/summary.js';
import {makeHome} from './run-cli.js';

const home = makeHome();
afterAll(() => {
	home.remove();
});

describe('a reader that goes away', () => {
	it('from stderr changes nothing: the run is finished', async () => {
		const run = home.start(['--json', '--duration', '6s']);
		await once(run.child.stderr, 'data');
		run.child.stderr.destroy();
		const {code, stdout} = await run.ended;
		expect(code).toBe(0);
		const summary = summarySchema.parse(JSON.parse(stdout));
		expect(summary.end).toEqual({reason: 'completed'});
	});

	it('from stdout ends the run and saves it', async () => {
		const {child, ended} = home.start(['--format', 'ndjson', '--duration', '60s']);
		await once(child.stdout, 'data');
		child.stdout.destroy();
		await ended;
		expect(home.saved().map(({end}) => end)).toContainEqual({
			reason: 'signal',
			detail: 'the reader of stdout went away',
		});
		expect(home.leftovers()).toEqual([]);
	});
});
