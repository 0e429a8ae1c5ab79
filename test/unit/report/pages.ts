import puppeteer, {type Browser} from 'puppeteer-core';
import {whereIs} from '../metrics/tools.js';
import {type Summary} from '../../../source/record/summary.js';
import {latencies, segmentOf, summaryOf} from './summaries.js';

const chromium = ['chromium', 'chromium-browser', 'google-chrome']
	.map(name => whereIs(name))
	.find(Boolean);

/** A browser without a window; undefined where there is none. */
export const openBrowser = async (): Promise<Browser | undefined> =>
	chromium
		? puppeteer.launch({executablePath: chromium, args: ['--no-sandbox', '--disable-gpu']})
		: undefined;

/** Two sessions, with texts that want to be markup. */
export const sessions = () => [
	{
		file: 'first.json',
		summary: {
			...summaryOf([segmentOf(latencies(400, 10, 1))]),
			timeline: {
				stepSeconds: 1,
				fps: [null, 100, 100, 50, 50, 50],
				temperatureCelsius: [40, 50, 60, 80, 82, 84],
				powerWatts: [null, 5, 5, 4, 4, 4],
				clockHertz: [null, 1.5e9, 1.5e9, 0.7e9, 0.7e9, 0.7e9],
			},
			throttling: {
				dropState: 'dropped',
				spells: [
					{
						verdict: 'throttled',
						reason: 'thermal',
						onsetMs: 3000,
						endedMs: 5000,
						evidence: ['<script>alert(1)</script>'],
						text: '−50 % FPS: <script>alert(1)</script> thermal',
					},
				],
				idleWatts: {missing: 'x'},
			},
		} satisfies Summary,
	},
	{
		file: '<img src=x onerror=alert(1)>.json',
		summary: summaryOf([
			segmentOf(latencies(400, 20, 2), {modelName: 'resnet50'}, {hits: 60, n: 100}),
		]),
	},
];

/** A session with the longest texts there are. */
export const longSession = () => {
	const invalid = {isValid: false, text: 'INVALID (41/1024 queries, 212/600 s)'};
	return {
		file: 'long.json',
		summary: {
			...summaryOf(
				[
					segmentOf(latencies(400, 15, 3), {validity: invalid, framesMode: 'cached in memory'}),
					segmentOf(latencies(400, 12, 4), {
						modelName: 'efficientnet-lite0-int8',
						precision: 'int8',
						backendId: 'tflite:cpu',
						device: 'CPU (Cortex-A78AE)',
					}),
				],
				{board: 'NVIDIA Jetson Orin Nano Engineering Reference Developer Kit Super'},
			),
			timeline: sessions()[0]!.summary.timeline,
		},
	};
};
