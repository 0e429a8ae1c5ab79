import process from 'node:process';
import {type Flags} from '../flags.js';
import {compareSessions} from '../compare/compare-sessions.js';
import {comparisonText} from '../compare/comparison-text.js';
import {parseLimit} from '../compare/fail-if.js';
import {readSummary} from '../journal/read/read-summary.js';
import {UserError} from '../text/user-error.js';
import {jsonText} from '../text/json-text.js';

/**
`edgetop compare A B [C…]`: each session against the first; with `--live` two that run now.

@returns The exit code: 3 where a limit of `--fail-if` is missed.
@throws UserError
*/
export const runCompare = async (files: readonly string[], flags: Flags): Promise<number> => {
	if (flags.live) {
		const {runCompareLive} = await import('./compare-live.js');
		return runCompareLive(files, flags);
	}

	if (files.length < 2) {
		throw new UserError(
			'compare: two or more saved summaries are needed: edgetop compare A.json B.json (or --live and what is to run)',
		);
	}

	const limits = (flags.failIf ?? []).map(text => parseLimit(text));
	const sessions = files.map(file => ({file, summary: readSummary(file)}));
	const report = compareSessions(sessions, limits);
	process.stdout.write(
		flags.json
			? `${jsonText(report, 2)}\n`
			: comparisonText(report, sessions, process.stdout.columns),
	);
	const isMissed = report.comparisons.some(comparison =>
		comparison.limits.some(({hasPassed}) => !hasPassed),
	);
	return isMissed ? 3 : 0;
};
