import process from 'node:process';
import {probeBackends} from '../engine/probe-backends.js';
import {type Flags} from '../flags.js';
import {hangingLines} from '../format/text-table.js';
import {SensorsClient} from '../sensors/sensors-client.js';
import {recordBoard} from '../sensors/record-board.js';
import {type SourceDescription} from '../sensors/sensor.js';
import {errnoText, isShortage} from '../system/errno-text.js';
import {parseDuration} from '../text/parse-values.js';
import {sanitize} from '../text/sanitize.js';
import {UserError} from '../text/user-error.js';
import {jsonText} from '../text/json-text.js';
import {formatBackends} from './backends.js';

/* The part of `edgetop doctor` that lists the sources of heat, power, clocks and load. */

/**
Asks every source once, in the sensors process, and ends that process.

@throws {UserError} where the sensors process cannot say.
*/
export const describeSensors = async (
	options: {readonly sensorRoot?: string; readonly powerInput?: string} = {},
): Promise<readonly SourceDescription[]> => {
	let trouble: string | undefined;
	const client = new SensorsClient({
		...options,
		onSample() {
			// Only the description is wanted.
		},
		onTrouble(text) {
			trouble = text;
		},
	});
	try {
		const sources = await client.describe();
		if (!sources) {
			throw new UserError(
				`The sensors gave no answer: ${trouble ?? 'the sensors process hangs'}.`,
				{
					exitCode: 1,
				},
			);
		}

		return sources;
	} finally {
		await client.close();
	}
};

const columns = ['source', 'state', 'scope', 'cost', 'what'] as const;

const cellsOf = (source: SourceDescription): readonly string[] => [
	source.id,
	source.state,
	source.scopes.join(', ') || '–',
	source.costMs === undefined ? '–' : `${source.costMs.toFixed(1)} ms`,
	sanitize(source.reason),
];

/**
One line a source, what works first, and under it the command that would mend what does not.

@param width Cells of the terminal, which the words of a row are wrapped to; undefined: as wide as they are.
@returns Plain text of several lines, without a trailing line break. A command that mends may be longer than the screen: it has to be copied whole.
*/
export const formatSensors = (sources: readonly SourceDescription[], width?: number): string => {
	const order = ['ok', 'partial', 'timed out', 'failed', 'absent'];
	const sorted = sources.toSorted((a, b) => order.indexOf(a.state) - order.indexOf(b.state));
	const rows = sorted.map(source => cellsOf(source));
	const widths = columns.map((name, index) =>
		Math.max(name.length, ...rows.map(row => row[index]!.length)),
	);
	const lines = (cells: readonly string[]): string[] => {
		const before = cells.slice(0, -1).map((cell, index) => cell.padEnd(widths[index]!));
		return hangingLines(`${before.join('  ')}  `, cells.at(-1)!, width);
	};

	return [
		...lines(columns),
		...sorted.flatMap((source, index) => [
			...lines(rows[index]!),
			...(source.mend === undefined ? [] : [`  mend: ${sanitize(source.mend)}`]),
		]),
	].join('\n');
};

/** `edgetop doctor --record DIR`: what the sensors of this board say, as a recorded board. Ctrl-C ends it early and keeps what was read. */
const record = async (folder: string, flags: Flags): Promise<number> => {
	const durationMs = flags.duration === undefined ? 0 : parseDuration('duration', flags.duration);
	const controller = new AbortController();
	process.once('SIGINT', () => {
		controller.abort();
	});
	try {
		const {files, samples} = await recordBoard({
			folder,
			durationMs,
			sensorRoot: flags.sensorRoot,
			signal: controller.signal,
		});
		process.stdout.write(
			`${folder}: ${samples} ${samples === 1 ? 'sample' : 'samples'} in ${files} files, without serial numbers, addresses and names; look through them before you hand them on (docs/report-a-board.md)\n`,
		);
		return 0;
	} catch (error) {
		throw new UserError(
			`--record ${sanitize(folder, 200)}: ${errnoText(error)}; give ${isShortage(error) ? 'another' : 'an empty'} folder`,
			{cause: error},
		);
	}
};

/** `edgetop doctor`: every sensor and every runtime with its state, or why not and what would mend it. */
export const runDoctor = async (flags: Flags): Promise<number> => {
	if (flags.record !== undefined) {
		return record(flags.record, flags);
	}

	const sources = await describeSensors({
		sensorRoot: flags.sensorRoot,
		powerInput: flags.powerInput,
	});
	const backends = await probeBackends();
	const width = process.stdout.columns;
	process.stdout.write(
		flags.json
			? `${jsonText({sources, backends}, 2)}\n`
			: `Sensors\n${formatSensors(sources, width)}\n\nRuntimes\n${formatBackends(backends, width)}\n`,
	);
	return 0;
};
