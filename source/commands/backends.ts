import process from 'node:process';
import {probeBackends} from '../engine/probe-backends.js';
import {type ProbedBackend} from '../engine/protocol.js';
import {type Flags} from '../flags.js';
import {hangingLines} from '../format/text-table.js';
import {sanitize} from '../text/sanitize.js';
import {jsonText} from '../text/json-text.js';

const optionsText = (options: ProbedBackend['options']): string =>
	options.map(({name, values}) => `${name}=${values}`).join(', ');

/**
One line a runtime, and under it the step that would mend what cannot run.

@param width Cells of the terminal, which words are wrapped to; a command that mends stays whole, to be copied.
*/
export const formatBackends = (backends: readonly ProbedBackend[], width?: number): string =>
	backends
		.flatMap(({id, title, availability, options}) => {
			const isAvailable = availability.status === 'available';
			const words = isAvailable
				? `available on ${availability.device}, version ${availability.version}`
				: `not available: ${availability.reason}`;
			return [
				...hangingLines(`${id.padEnd(22)} ${title.padEnd(24)} `, sanitize(words), width),
				...(isAvailable && options.length > 0
					? hangingLines('  options: ', optionsText(options), width)
					: []),
				...(!isAvailable && availability.mend !== undefined
					? [`  mend: ${sanitize(availability.mend)}`]
					: []),
			];
		})
		.join('\n');

/** `edgetop backends`: every runtime with its device, or why not and what would mend it. */
export const runBackends = async (flags: Flags): Promise<number> => {
	const backends = await probeBackends();
	process.stdout.write(
		flags.json
			? `${jsonText(backends, 2)}\n`
			: `${formatBackends(backends, process.stdout.columns)}\n`,
	);
	return 0;
};
