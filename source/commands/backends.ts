import process from 'node:process';
import {probeBackends} from '../engine/probe-backends.js';
import {type Flags} from '../flags.js';
import {sanitize} from '../text/sanitize.js';

/** `edgetop backends`: every runtime with its device, or why not and what would mend it. */
export const runBackends = async (flags: Flags): Promise<number> => {
	const backends = await probeBackends();
	if (flags.json) {
		process.stdout.write(`${JSON.stringify(backends, undefined, 2)}\n`);
		return 0;
	}

	for (const {id, title, availability} of backends) {
		const isAvailable = availability.status === 'available';
		const words = isAvailable
			? `available on ${availability.device}, version ${availability.version}`
			: `not available: ${availability.reason}`;
		process.stdout.write(`${id.padEnd(22)} ${title.padEnd(24)} ${sanitize(words)}\n`);
		if (!isAvailable && availability.mend !== undefined) {
			process.stdout.write(`${' '.repeat(23)}to mend: ${sanitize(availability.mend)}\n`);
		}
	}

	return 0;
};
