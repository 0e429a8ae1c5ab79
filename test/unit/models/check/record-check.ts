import {mkdirSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {argv, stderr} from 'node:process';
import {fileURLToPath} from 'node:url';
import {searchPreprocessing} from '../../../../source/models/check/check-search.js';
import {type Outcome} from '../../../../source/models/check/check-statistics.js';
import {axesOf, keyOf, variantOf} from '../../../../source/models/check/check-variants.js';
import {guessManifest} from '../../../../source/models/guess/guess-manifest.js';
import {inspectOnnx} from '../../../../source/models/inspect/inspect-onnx.js';
import {onnxSignature} from '../../../../source/models/inspect/model-signature.js';
import {sharedFolder} from '../../../shared.js';
import {makeEvaluator, readSet} from './check-evaluator.js';
import {wrongBeginnings} from './check-beginnings.js';

/*
Records what each variant of a model answers on the shared frames, for every question that the searches of check-search.test.ts ask: npx tsx test/unit/models/check/record-check.ts MODEL.onnx …
*/
const folder = fileURLToPath(new URL('recorded/', import.meta.url));
mkdirSync(folder, {recursive: true});

for (const name of argv.slice(2)) {
	const file = path.join(sharedFolder, 'data/models', name);
	const {manifest} = guessManifest(onnxSignature(inspectOnnx(file)));
	const entries = [...readSet('full-100'), ...readSet('val-250')];
	const evaluate = makeEvaluator(file, manifest, entries);
	const table: Record<string, Outcome> = {};
	for (const declared of wrongBeginnings(manifest)) {
		const axes = axesOf(declared, true);
		const result = await searchPreprocessing({
			axes,
			entryCount: entries.length,
			async evaluate(choice, from, to) {
				const key = keyOf(choice);
				const known = table[key] ?? {hits: [], losses: []};
				table[key] = known;
				if (known.hits.length < to) {
					const start = known.hits.length;
					const more = await evaluate(variantOf(manifest, choice), start, to);
					table[key] = {
						hits: [...known.hits, ...more.hits],
						losses: [...known.losses, ...more.losses],
					};
				}

				const {hits, losses} = table[key];
				return {hits: hits.slice(from, to), losses: losses.slice(from, to)};
			},
			onRound(text) {
				stderr.write(`${name}: ${text}\n`);
			},
		});
		stderr.write(
			`${name}: ${JSON.stringify(result.best)} ${result.isDeclaredRight} ${result.inferences}\n${result.rows
				.slice(0, 14)
				.map(
					row =>
						`  ${row.verdict} ${row.hits}/${row.n} ${row.changed.map(axis => `${axis}=${row.choice[axis]}`).join(' ')} p=${row.difference?.pHits.toExponential(1)} pl=${row.difference?.pLosses.toExponential(1)} dl=${row.difference?.lossDifference.toFixed(3)}`,
				)
				.join('\n')}\n`,
		);
	}

	const lines = Object.entries(table).map(
		([key, {hits, losses}]) =>
			`\t${JSON.stringify(key)}: {"hits": "${hits.join('')}", "losses": [${losses.join(',')}]}`,
	);
	writeFileSync(path.join(folder, `${name}.json`), `{\n${lines.join(',\n')}\n}\n`);
}
