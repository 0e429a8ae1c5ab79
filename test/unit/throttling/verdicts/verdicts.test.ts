import {describe, expect, it} from 'vitest';
import {hasShared, withoutShared} from '../../../shared.js';
import {judge} from './judge.js';
import {ownRecordings} from './own-recordings.js';
import {playRecording} from './play.js';
import {publicExpectations, publicRecordings} from './public-recordings.js';

/* Each recorded board is played through its own sensors and the judge, in the board's time: verdict, cause, onset ± 15 s and FPS lost ± 3 points. */

const timeout = 120_000;

describe('own recordings', () => {
	it.each([...ownRecordings()])('%s', {timeout}, async (_name, {recording, expectation}) => {
		expect(judge(await playRecording(recording), expectation)).toMatchObject({mark: 'right'});
	});
});

describe('recordings from public dumps of boards', () => {
	it.for(Object.keys(publicExpectations))('%s', {timeout}, async (name, ctx) => {
		if (!hasShared) {
			ctx.skip(withoutShared);
		}

		const played = await playRecording(publicRecordings().get(name)!);
		expect(judge(played, publicExpectations[name]!)).toMatchObject({mark: 'right'});
	});
});
