/** `npm run sbom`: what is shipped, as a bill of materials, to standard output. */
import path from 'node:path';
import process from 'node:process';
import {commitTime} from './commit-time.js';
import {partsList} from './parts-list.js';

const root = path.resolve(import.meta.dirname, '../..');
process.stdout.write(partsList(root, commitTime(root)));
