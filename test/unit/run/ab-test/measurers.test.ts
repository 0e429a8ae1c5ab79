import {mkdtempSync, rmSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import {bundledSamples} from '../../../../source/frames/open-dataset.js';
import {SaveFile} from '../../../../source/system/save-file.js';
import type * as source from '../../../../source/run/session.js';
import {summarySchema} from '../../../../source/record/summary.js';
import {formatsOf} from '../../../../source/models/formats.js';
import {resolveModel as resolve} from '../../../../source/models/resolve-model.js';
import {enginesOf, waitFor, withoutProc} from '../../engine/processes.js';
import {startSession} from '../built-session.js';

const resolveModel = async (name: string, backendId: string) =>
	resolve(name, {formats: formatsOf(backendId)});

let folder: string;
let session: source.Session;

beforeEach(async () => {
	folder = mkdtempSync(path.join(os.tmpdir(), 'edgetop-interlude-'));
	session = startSession({
		model: await resolveModel('efficientnet-b0', 'onnxruntime:cpu'),
		dataset: await bundledSamples({limit: 4}),
		saveFile: new SaveFile(path.join(folder, 'run.json')),
		resolveModel,
	});
	await counted(1);
});
afterEach(async () => {
	await session.end('quit');
	rmSync(folder, {recursive: true, force: true});
});

const counted = async (number: number, limitMs = 30_000) =>
	waitFor(
		`frames of segment ${number}`,
		() => (session.state.segments[number - 1]?.frames ?? 0) >= 3,
		limitMs,
	);

const events = (kind: string) =>
	session.state.events
		.all()
		.filter(event => event.kind === kind)
		.map(({text}) => text);

describe('two in turns in the middle of a session', () => {
	it('need a flip before', async () => {
		await session.compareLive();
		expect(events('compareRefused')).toHaveLength(1);
		expect(session.state.phase).toBe('running');
	});

	it(
		'are the last two that ran; the newer one goes on afterwards',
		{timeout: 180_000},
		async context => {
			if (withoutProc !== undefined) {
				context.skip(withoutProc);
			}

			await session.selectBackend('null');
			await counted(2);
			await session.compareLive();
			await counted(4);
			expect(session.state.phase).toBe('comparing');
			expect(enginesOf(process.pid)).toHaveLength(2);
			await session.selectBackend('onnxruntime:cpu');
			expect(events('flipRefused')).toHaveLength(1);
			await counted(5, 120_000);
			expect(events('compared')).toEqual(['the two in turns: faster (a difference was shown)']);
			expect(enginesOf(process.pid)).toEqual([session.enginePid]);

			await session.end('quit');
			expect(enginesOf(process.pid)).toEqual([]);
			const {summary} = await session.ended;
			const {segments, liveComparison: live} = summarySchema.parse(summary);
			expect(segments.map(({backendId}) => backendId)).toEqual([
				'onnxruntime:cpu',
				'null',
				'onnxruntime:cpu',
				'null',
				'null',
			]);
			expect(live).toMatchObject({first: 3, second: 4, verdict: 'faster', endedBy: 'difference'});
			// Of two that ran in turns heat and power cannot be told apart; those before and after keep theirs.
			expect(segments.map(({thermal}) => thermal !== undefined)).toEqual([
				true,
				true,
				false,
				false,
				true,
			]);
			// Its clock stood while the other ran: FPS is that of its own slices.
			const [a, b] = segments.slice(2);
			expect(b!.fps.session!).toBeGreaterThan(a!.fps.session!);
			expect(a!.frames).toBe(b!.frames);
		},
	);

	it('end early when asked a second time', {timeout: 120_000}, async () => {
		await session.selectBackend('null');
		await counted(2);
		await session.compareLive();
		await counted(4);
		await session.compareLive();
		await counted(5);
		expect(events('compared')).toEqual([expect.stringMatching(/ended by hand/)]);
		expect(session.state.liveComparison!.endedBy).toBe('request');
		expect(session.state.segment.identity.backendId).toBe('null');
	});
});
