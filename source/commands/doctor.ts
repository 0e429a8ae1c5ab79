import process from 'node:process';
import {probeBackends} from '../engine/probe-backends.js';
import {type Flags} from '../flags.js';
import {SensorsClient} from '../sensors/sensors-client.js';
import {type SourceDescription} from '../sensors/sensor.js';
import {sanitize} from '../text/sanitize.js';
import {UserError} from '../text/user-error.js';
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

@returns Plain text of several lines, without a trailing line break. Lines may be longer than the screen: nothing is cut off, because a command has to be copied whole.
*/
export const formatSensors = (sources: readonly SourceDescription[]): string => {
	const order = ['ok', 'partial', 'timed out', 'failed', 'absent'];
	const sorted = sources.toSorted((a, b) => order.indexOf(a.state) - order.indexOf(b.state));
	const rows = sorted.map(source => cellsOf(source));
	const widths = columns.map((name, index) =>
		Math.max(name.length, ...rows.map(row => row[index]!.length)),
	);
	const line = (cells: readonly string[]) =>
		cells
			.map((cell, index) => (index === cells.length - 1 ? cell : cell.padEnd(widths[index]!)))
			.join('  ');
	return [
		line(columns),
		...sorted.flatMap((source, index) => [
			line(rows[index]!),
			...(source.mend === undefined ? [] : [`  mend: ${sanitize(source.mend)}`]),
		]),
	].join('\n');
};

/** `edgetop doctor`: every sensor and every runtime with its state, or why not and what would mend it. */
export const runDoctor = async (flags: Flags): Promise<number> => {
	const sources = await describeSensors({
		sensorRoot: flags.sensorRoot,
		powerInput: flags.powerInput,
	});
	const backends = await probeBackends();
	process.stdout.write(
		flags.json
			? `${JSON.stringify({sources, backends}, undefined, 2)}\n`
			: `Sensors\n${formatSensors(sources)}\n\nRuntimes\n${formatBackends(backends)}\n`,
	);
	return 0;
};
