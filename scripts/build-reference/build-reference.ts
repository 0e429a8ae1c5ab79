import {writeFileSync} from 'node:fs';
import path from 'node:path';
import {readReference, shippedReference} from '../../source/record/reference/read-reference.js';
import {referenceSchema} from '../../source/record/reference/reference.js';

/*
Builds data/reference/tryolabs-2019.json, the table that every report sets beside one's own rows, from the 31 rows with their own headings. A rerun gives the same bytes.
*/

const table = readReference(path.join(import.meta.dirname, 'tryolabs-2019.csv'));

const document = referenceSchema.parse({
	...table,
	title: 'Edge report 2019',
	source:
		'Juan Pablo González and Guillermo Ripa, "Machine Learning On Edge Devices: Benchmark Report", Tryolabs, 2019',
	caveats: [
		'Mean times only, as published',
		'Fast pairs ran all 10,000 images of ImageNetV2 MatchedFrequency, slow ones unshuffled parts of it, so the accuracy of the slow ones is too high',
		'2.67 ms for ResNet-50 on the Jetson Nano is a tenth of what NVIDIA published',
		'Efficientnet-S, -M and -L on the Edge TPU are EfficientNet-EdgeTPU S, M and L',
	],
});
writeFileSync(shippedReference, `${JSON.stringify(document, undefined, '\t')}\n`);
console.log(`${document.rows.length} rows: ${shippedReference}`);
