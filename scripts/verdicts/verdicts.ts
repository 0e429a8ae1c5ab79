import process from 'node:process';
import {judge, type Mark} from '../../test/unit/throttling/verdicts/judge.js';
import {ownRecordings} from '../../test/unit/throttling/verdicts/own-recordings.js';
import {playRecording} from '../../test/unit/throttling/verdicts/play.js';
import {
	publicExpectations,
	publicRecordings,
} from '../../test/unit/throttling/verdicts/public-recordings.js';
import {hasShared, withoutShared} from '../../test/shared.js';

/*
`npm run verdicts`: plays recorded boards through the sensors and the judge, in the board's time, and counts per family of events how many verdicts are right, how many are missing and how many are false. `npm run verdicts -- NAME` plays those whose name begins so, and prints all that was told.
*/

const wanted = process.argv[2];
const own = ownRecordings();
if (!hasShared) {
	process.stdout.write(`The recordings from public dumps are ${withoutShared}.\n`);
}

const all = [
	...(hasShared ? publicRecordings() : []),
	...[...own].map(([name, {recording}]) => [name, recording] as const),
].filter(([name]) => wanted === undefined || name.startsWith(wanted));

const scores = new Map<string, Record<Mark, number>>();
for (const [name, recording] of all) {
	const expectation = publicExpectations[name] ?? own.get(name)?.expectation;
	if (!expectation) {
		process.stdout.write(`${name}: nothing is said about what is right\n`);
		continue;
	}

	const played = await playRecording(recording);
	const {mark, said} = judge(played, expectation);
	const score = scores.get(expectation.family) ?? {right: 0, missed: 0, false: 0};
	score[mark]++;
	scores.set(expectation.family, score);
	if (mark !== 'right' || wanted !== undefined) {
		process.stdout.write(`${mark.padEnd(6)} ${name}: ${said}\n`);
	}

	if (wanted !== undefined) {
		const {throttle, forecast, energy} = played.figures;
		process.stdout.write(
			[
				...played.notes,
				...throttle.spells.map(
					({onsetMs, lossFraction, evidence}) =>
						`${onsetMs / 1000} s, ${lossFraction}: ${evidence.join(', ')}`,
				),
				`${throttle.dropState}, baseline ${throttle.baselineFps}`,
				JSON.stringify(forecast),
				JSON.stringify({...energy.meanWatts, scope: energy.scope, label: energy.label}),
			]
				.map(line => `       ${line}\n`)
				.join(''),
		);
	}
}

const total = {right: 0, missed: 0, false: 0};
process.stdout.write(`${'family'.padEnd(24)} right  missed  false\n`);
for (const [family, score] of [...scores].sort(([a], [b]) => a.localeCompare(b))) {
	total.right += score.right;
	total.missed += score.missed;
	total.false += score.false;
	process.stdout.write(
		`${family.padEnd(24)} ${String(score.right).padStart(5)}  ${String(score.missed).padStart(6)}  ${String(score.false).padStart(5)}\n`,
	);
}

process.stdout.write(
	`${'all'.padEnd(24)} ${String(total.right).padStart(5)}  ${String(total.missed).padStart(6)}  ${String(total.false).padStart(5)}\n`,
);
process.exitCode = total.missed + total.false === 0 ? 0 : 1;
