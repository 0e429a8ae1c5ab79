import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import {bundledSamples} from '../../../source/frames/open-dataset.js';
import {SaveFile} from '../../../source/system/save-file.js';
import type * as source from '../../../source/run/session.js';
import {summarySchema} from '../../../source/record/summary.js';
import {formatsOf} from '../../../source/models/formats.js';
import {resolveModel as resolve} from '../../../source/models/resolve-model.js';
import {isAlive, waitFor, withoutProc} from '../engine/processes.js';
import {startSession} from './built-session.js';

const resolveModel = async (name: string, backendId: string) =>
	resolve(name, {formats: formatsOf(backendId)});

let folder: string;
let session: source.Session;

/** The real model on the CPU, counting frames; a short warm-up, for no latency is judged here. */
beforeEach(async () => {
	folder = mkdtempSync(path.join(os.tmpdir(), 'edgetop-flips-'));
	session = startSession({
		model: await resolveModel('efficientnet-b0', 'onnxruntime:cpu'),
		dataset: await bundledSamples(),
		saveFile: new SaveFile(path.join(folder, 'run.json')),
		resolveModel,
	});
	await counted(1, 5);
});
afterEach(async () => {
	await session.end('quit');
	rmSync(folder, {recursive: true, force: true});
});

const segments = () => session.state.segments;

/** Waits until segment `number` has counted `frames` frames. */
const counted = async (number: number, frames: number) =>
	waitFor(`${frames} frames of segment ${number}`, () => {
		const segment = segments()[number - 1];
		return segment && segment.frames >= frames && segment;
	});

const events = (kind: string) => session.state.events.all().filter(event => event.kind === kind);

const finish = async () => {
	await session.end('quit');
	return summarySchema.parse(JSON.parse(readFileSync(path.join(folder, 'run.json'), 'utf8')));
};

describe('flips of a session', () => {
	it('opens a second segment on another backend, tells the gap, mixes no sample and ends the old engine', async context => {
		if (withoutProc !== undefined) {
			context.skip(withoutProc);
		}

		const oldEngine = session.enginePid!;
		await session.selectBackend('null');
		await counted(2, 5);
		expect(segments()[0]!.frames).toBeGreaterThanOrEqual(5);
		const [flipped] = events('flipped');
		expect(flipped!.text).toMatch(/null took over; gap \d+ ms$/);
		await waitFor('the end of the old engine', () => !isAlive(oldEngine));
		expect(isAlive(session.enginePid!)).toBe(true);
		expect(session.enginePid).not.toBe(oldEngine);

		const {segments: saved, context: about} = await finish();
		expect(saved.map(({backendId}) => backendId)).toEqual(['onnxruntime:cpu', 'null']);
		for (const {frames, stages} of saved) {
			expect(stages.infer!.count).toBe(frames);
		}

		// Every position from 0 on was counted in one segment, and in one alone.
		expect(segments()[1]!.nextPosition).toBe(saved[0]!.frames + saved[1]!.frames);
		for (const {passes, frames} of saved) {
			const positions = (passes!.complete + passes!.partial) * about.frames.count!;
			expect(Math.round(positions)).toBe(frames);
		}

		// The null backend takes no time worth naming: not one sample of the CPU is among its own.
		expect(saved[1]!.stages.infer!.p50).toBeLessThan(saved[0]!.stages.infer!.min);
		expect(saved[0]!.endedAtMs).toBeLessThanOrEqual(saved[1]!.startedAtMs! + 1);
	});

	it('keeps the running engine where the new one does not come up, and says why', async context => {
		const engine = session.enginePid;
		await session.selectModel('no-such-model');
		expect(events('flipFailed')).toHaveLength(1);
		expect(events('flipFailed')[0]!.text).toMatch(/no-such-model/);

		if (process.platform === 'linux' && process.arch === 'x64') {
			await session.selectBackend('onnxruntime:cuda');
			await waitFor('the answer', () => events('flipFailed')[1] ?? segments()[1]);
			context.skip(segments().length > 1, 'CUDA works here: that flip does not fail');
			expect(events('flipFailed')[1]!.text).toMatch(/onnxruntime:cuda: .*goes on$/);
		}

		expect(session.enginePid).toBe(engine);
		const {frames} = segments()[0]!;
		await counted(1, frames + 5);
		const summary = await finish();
		expect(summary.segments).toHaveLength(1);
		expect(summary.segments[0]!.restarts).toBe(0);
		expect(summary.end.reason).toBe('quit');
	});

	it('begins anew on reset with the same engine, and keeps the old figures', async () => {
		const engine = session.enginePid;
		session.resetStatistics();
		const before = segments()[0]!.frames;
		await counted(2, 5);
		expect(segments()[0]!.frames).toBe(before);
		expect(session.enginePid).toBe(engine);
		expect(events('statisticsReset')).toHaveLength(1);

		const {segments: saved} = await finish();
		expect(saved.map(({number}) => number)).toEqual([1, 2]);
		expect(saved[0]!.frames).toBe(before);
		expect(saved[0]!.stages.infer!.count).toBe(before);
		expect(segments()[1]!.nextPosition).toBe(before + saved[1]!.frames);
		expect(saved[1]!.modelSha256).toBe(saved[0]!.modelSha256);
	});
});
