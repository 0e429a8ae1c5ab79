#!/usr/bin/env node
'use strict';
// Before any import: what comes after it an old Node cannot even parse.
require('./check-node.cjs').check();

const words = process.argv.slice(2);
if (words.length === 1 && (words[0] === '--version' || words[0] === '-v')) {
	// Asked by scripts, again and again: the program need not be loaded for it.
	console.log(require('../package.json').version);
} else {
	require('./load.cjs')('../dist/bundle/cli.js');
}
