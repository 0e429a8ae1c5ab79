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
import {distance, realModels, sets, type SetName} from './real-models.js';

const words = process.argv.slice(2);
console.log('| model | backend | pictures | edgetop | by order of ties | independent |');
console.log('|---|---|---|---:|---:|---:|');
for (const model of realModels) {
	for (const named of [...model.backends, ...(model.converted ?? [])]) {
		const [backendId = '', option] = named.split(' ');
		for (const [set, expected] of Object.entries(model.independent) as Array<
			[SetName, readonly [number, number]]
		>) {
			const line = `| ${model.name} | ${named} | ${set} |`;
			if (!words.every(word => line.includes(word))) {
				continue;
			}

			const backend = backendById(backendId);
			const availability = await backend.probe();
			if (availability.status === 'unavailable' || !existsSync(model.file)) {
				console.log(
					`${line} n/a: ${availability.status === 'unavailable' ? availability.reason : 'the model is not here'} | | |`,
				);
				continue;
			}

			try {
				const hits = await countHits(
					backend,
					{
						...(await handedTo(model, backendId)),
						options: option === undefined ? {} : Object.fromEntries([option.split('=')]),
					},
					sets[set],
				);
				const [lowest, highest] = hits.top5Range;
				const ties = lowest === highest ? '' : `top-5 ${lowest}–${highest}`;
				console.log(
					`${line} ${hits.top1}/${hits.top5} of ${hits.of} | ${ties} | ${expected.join('/')} |`,
				);
				const {top1, top5} = distance(hits, expected);
				if (Math.max(top1, top5) > 2) {
					process.exitCode = 1;
				}
			} catch (error) {
				console.log(`${line} n/a: ${messageOf(error)} | | |`);
				process.exitCode = 1;
			}
		}
	}
}
