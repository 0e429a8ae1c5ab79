'use strict';
// `npm start`, with the same one line for a Node that is too old.
require('./check-node.cjs').check();
require('./load.cjs')('../scripts/start.mjs');
