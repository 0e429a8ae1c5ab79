'use strict';

/** Loads a module of the program in place of this one. */
const load = file => {
	process.argv[1] = require.resolve(file);
	import(file);
};

module.exports = load;
