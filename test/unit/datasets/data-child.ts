import {existsSync} from 'node:fs';
import path from 'node:path';
import process, {argv} from 'node:process';
import {placesOf} from '../../../source/datasets/known-sets.js';
import {pullSet} from '../../../source/datasets/pull-set.js';
import {tinySet} from './data-archive.js';

const set = tinySet([argv[2]!], Number(argv[3]));

/* The process is killed while it unpacks: by itself, so that it is in the middle of it on any machine. */
const killWhileUnpacking = (): void => {
	if (existsSync(path.join(placesOf(set).unpacking, '0'))) {
		process.kill(process.pid, 'SIGKILL');
	}

	setImmediate(killWhileUnpacking);
};

killWhileUnpacking();
await pullSet(set);
