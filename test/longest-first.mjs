import path from 'node:path';
import {BaseSequencer} from 'vitest/node';

/*
The order of the test files. Left to itself the runner begins with the largest; but what takes a minute are short files that start programs, Python and real networks: begun late, one of them runs alone at the end.
*/

/** Files that take longest, longest first. */
const longest = [
	'test/e2e/cli/bench.test.ts',
	'test/unit/backends/described-files.test.ts',
	'test/e2e/cli/headless.test.ts',
	'test/unit/throttling/verdicts/verdicts.test.ts',
	'test/unit/conversion/matrix.test.ts',
	'test/unit/backends/named-models.test.ts',
	'test/unit/backends/conformance.test.ts',
	'test/unit/data/real-models.test.ts',
	'test/unit/frames/evaluation.test.ts',
	'test/e2e/cli/compare-live.test.ts',
];

const placeOf = ({moduleId, project}) => {
	const name = path.relative(project.config.root, moduleId).replaceAll('\\', '/');
	return longest.includes(name) ? longest.indexOf(name) : longest.length;
};

export class LongestFirst extends BaseSequencer {
	async sort(files) {
		const sorted = await super.sort(files);
		return sorted.toSorted((one, other) => placeOf(one) - placeOf(other));
	}
}
