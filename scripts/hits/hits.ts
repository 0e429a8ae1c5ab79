/**
Hits of models with real weights on every backend of this machine, beside those of an independent evaluator.

	npm run hits                              every model, backend and set: some minutes
	npm run hits -- val-250 openvino          those whose line has all these words

Prints lines of a Markdown table; docs/hits.md keeps one. Ends with code 1 where more than two hits differ from the independent count.
A model that a backend does not read is converted as a run would; `precise-int8=1` in a line is the option of that name.
*/
import {existsSync} from 'node:fs';
import process from 'node:process';
import {backendById} from '../../source/backends/index.js';
import {messageOf} from '../../source/text/user-error.js';
import {handedTo} from './converted.js';
import {countHits} from './count-hits.js';
import {distance, type RealModel, realModels, sets, type SetName} from './real-models.js';

/** Where a line stands: what the words of the command line are looked for in. */
const lineOf = (model: RealModel, named: string, set: SetName): string =>
	`| ${model.name} | ${named} | ${set} |`;

/** One line of the table. @returns Whether it is as the independent count has it, as far as it could be told. */
const tellLine = async (model: RealModel, named: string, set: SetName): Promise<boolean> => {
	const line = lineOf(model, named, set);
	const [backendId = '', option = ''] = named.split(' ');
	const [key = '', value = ''] = option.split('=');
	const expected = model.independent[set]!;
	const backend = backendById(backendId);
	const availability = await backend.probe();
	if (availability.status === 'unavailable' || !existsSync(model.file)) {
		const why =
			availability.status === 'unavailable' ? availability.reason : 'the model is not here';
		console.log(`${line} n/a: ${why} | | |`);
		return true;
	}

	try {
		const handed = await handedTo(model, backendId);
		const options = key === '' ? {} : {[key]: value};
		const hits = await countHits(backend, {...handed, options}, sets[set]);
		const [lowest, highest] = hits.top5Range;
		const ties = lowest === highest ? '' : `top-5 ${lowest}–${highest}`;
		console.log(
			`${line} ${hits.top1}/${hits.top5} of ${hits.of} | ${ties} | ${expected.join('/')} |`,
		);
		const {top1, top5} = distance(hits, expected);
		return Math.max(top1, top5) <= 2;
	} catch (error) {
		console.log(`${line} n/a: ${messageOf(error)} | | |`);
		return false;
	}
};

const words = process.argv.slice(2);
console.log('| model | backend | pictures | edgetop | by order of ties | independent |');
console.log('|---|---|---|---:|---:|---:|');
for (const model of realModels) {
	for (const named of [...model.backends, ...(model.converted ?? [])]) {
		for (const set of Object.keys(model.independent) as SetName[]) {
			const isWanted = words.every(word => lineOf(model, named, set).includes(word));
			if (isWanted && !(await tellLine(model, named, set))) {
				process.exitCode = 1;
			}
		}
	}
}
