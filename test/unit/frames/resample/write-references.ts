/*
Writes references.json anew: EDGETOP_PYTHON=… npx tsx test/unit/frames/resample/write-references.ts
*/
import {writeFileSync} from 'node:fs';
import {askPython, smallJobs} from './references.js';

const results = askPython(smallJobs.map(({job, input}) => ({...job, ...input})));
if (!results || results.includes(null)) {
	throw new Error('EDGETOP_PYTHON must have PIL and TensorFlow');
}

writeFileSync(
	new URL('references.json', import.meta.url),
	`${JSON.stringify(results, undefined, '\t')}\n`,
);
