import {argv} from 'node:process';
import {pullSet} from '../../../source/datasets/pull-set.js';
import {tinySet} from './data-archive.js';

/* The process that a test kills while it unpacks. */
await pullSet(tinySet([argv[2]!], Number(argv[3])));
