import {noProgram} from '../ssh/far-program.js';
import {sshTrouble} from '../ssh/link.js';
import {edgetopVersion} from '../system/version.js';
import {sanitize} from '../text/sanitize.js';

/** How a connection ended. */
export type LinkEnd = {
	/** Of ssh; undefined: it was not started. */
	readonly code?: number | undefined;
	readonly stderr: string;
	/** Whether edgetop had greeted. */
	readonly hasGreeted: boolean;
};

/** What ssh ends with when it, and not the command, failed. */
const sshFailed = 255;

const lastLine = (stderr: string): string =>
	sanitize(
		stderr
			.trim()
			.split('\n')
			.at(-1)!
			.replace(/^edgetop: /, ''),
		200,
	);

/**
Why a board is not heard of, in one line without its name.

@returns `isFinal`: trying again would change nothing, and might lock the user out.
*/
export const endReason = (
	board: string,
	{code, stderr, hasGreeted}: LinkEnd,
): {readonly reason: string; readonly isFinal: boolean} => {
	const name = sanitize(board, 80);
	const bring = `edgetop on ${name} doctor brings ${edgetopVersion}`;
	if (code === undefined) {
		return {reason: lastLine(stderr), isFinal: true};
	}

	if (code === sshFailed) {
		const trouble = sshTrouble(board, stderr);
		return {
			reason: trouble.startsWith(`${name}: `) ? trouble.slice(name.length + 2) : trouble,
			isFinal:
				/host identification has changed|host key verification failed|permission denied/i.test(
					stderr,
				),
		};
	}

	if (hasGreeted) {
		return {
			reason: `edgetop there ended${code === 0 ? '' : ` with exit code ${code}: ${lastLine(stderr)}`}`,
			isFinal: false,
		};
	}

	if (code === noProgram) {
		return {reason: `no edgetop there: ${bring}`, isFinal: false};
	}

	if (/unknown (?:command|flag)/.test(stderr)) {
		return {reason: `the edgetop there is older and knows no wall: ${bring}`, isFinal: false};
	}

	const said = lastLine(stderr);
	return {
		reason: said === '' ? `no edgetop answers there (exit code ${code}): ${bring}` : said,
		isFinal: false,
	};
};
