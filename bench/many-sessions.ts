import {mkdirSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {type Summary} from '../source/record/summary.js';
import {seededRandom} from '../source/measure/random.js';
import {latencies, segmentOf, summaryOf} from '../test/unit/report/summaries.js';

/* Saved sessions as a year of measuring leaves them: several boards, models and backends, each with its course over time. */

const boards = [
	'Raspberry Pi 4 Model B',
	'Jetson Orin Nano Developer Kit',
	'ROCK 5B',
	'UP Squared',
];
const models = ['efficientnet-b0', 'efficientnet-lite0-int8', 'resnet50', 'mobilenet-v2'];
const backends = ['onnxruntime:cpu', 'openvino:cpu', 'tflite:cpu'];
/** The most that a summary holds. */
const columns = 240;

const sessionAt = (place: number): Summary => {
	const random = seededRandom(place + 1);
	const course = (level: number): number[] =>
		Array.from({length: columns}, () => level * (0.95 + 0.1 * random()));
	const count = 1 + (place % 3);
	const segments = Array.from({length: count}, (_, index) =>
		segmentOf(latencies(400, 5 * 1.5 ** (place % 9), place), {
			number: index + 1,
			modelName: models[(place + index) % models.length]!,
			modelTitle: models[(place + index) % models.length]!,
			backendId: backends[(place >> 2) % backends.length]!,
			startedAtMs: (index * 14_400_000) / count,
		}),
	);
	const summary = summaryOf(segments, {board: boards[place % boards.length]!});
	return {
		...summary,
		id: String(place),
		startedAt: new Date(Date.UTC(2025, 0, 1) + place * 3_600_000).toISOString(),
		elapsedSeconds: 14_400,
		timeline: {
			stepSeconds: 60,
			fps: course(80),
			temperatureCelsius: course(60),
			powerWatts: course(5),
			clockHertz: course(1.8e9),
		},
		telemetry: Array.from({length: 30}, (_, index) => ({
			id: `thermal/zone${index}`,
			label: `Zone ${index}`,
			quantity: 'temperature',
			unit: '°C',
			min: 40,
			mean: 55.123_456,
			max: 70,
			source: `/sys/class/thermal/thermal_zone${index}`,
			samples: 14_400,
		})),
		events: Array.from({length: 20}, (_, index) => ({
			atMs: index * 1000,
			level: 'info' as const,
			kind: 'flip',
			text: `efficientnet-b0 on onnxruntime:cpu took over; gap ${index} ms`,
		})),
	};
};

/** Writes summaries into a folder. @returns Their paths. */
export const writeSessions = (folder: string, count: number): string[] => {
	mkdirSync(folder, {recursive: true});
	return Array.from({length: count}, (_, place) => {
		const file = path.join(folder, `${String(place).padStart(5, '0')}.json`);
		writeFileSync(file, JSON.stringify(sessionAt(place)));
		return file;
	});
};
