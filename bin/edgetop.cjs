#!/usr/bin/env node
'use strict';
// Before any import: what comes after it an old Node cannot even parse.
require('./check-node.cjs').check();
require('./load.cjs')('../dist/cli.js');
