import process from 'node:process';
import {type Flags} from '../flags.js';
import {parseLimit} from '../compare/fail-if.js';
import {judgeLive} from '../compare/live-text.js';
import {sanitize} from '../text/sanitize.js';
import {UserError} from '../text/user-error.js';
import {parseArm} from './arm.js';
import {run} from './run/run.js';

const defaultDuration = '5m';

/**
`edgetop compare --live A B`: two models or backends in turns, with or without a screen.

@returns The exit code: 3 where a limit of `--fail-if` is missed.
@throws UserError
*/
export const runCompareLive = async (arms: readonly string[], flags: Flags): Promise<number> => {
	const [first, second, ...rest] = arms;
	if (first === undefined || second === undefined || rest.length > 0) {
		throw new UserError(
			'compare --live: two are needed, each MODEL@BACKEND: edgetop compare --live @onnxruntime:cpu @wasm',
		);
	}

	if (flags.frames !== undefined || flags.passes !== undefined) {
		throw new UserError(
			'compare --live ends at a difference or after --duration: --frames and --passes do not apply',
		);
	}

	const limits = (flags.failIf ?? []).map(text => parseLimit(text));
	const timed = {...flags, duration: flags.duration ?? defaultDuration};
	return run(parseArm(first, timed), process.argv.slice(2), {
		armB: parseArm(second, timed),
		judge(summary) {
			const results = judgeLive(summary, limits);
			for (const {limit, hasPassed, text} of results) {
				const verdict = hasPassed ? 'passed' : 'MISSED';
				process.stderr.write(`--fail-if ${limit}: ${verdict}: ${sanitize(text)}\n`);
			}

			return results.every(({hasPassed}) => hasPassed);
		},
	});
};
