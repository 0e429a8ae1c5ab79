/*
What a program that reads edgetop's files imports: `import {readSummary} from 'edgetop'`. The program itself is `cli.ts`.
*/
export {asSummary, readSummary} from './journal/read/read-summary.js';
export {type SummarySegment} from './record/segment-schema.js';
export {type Summary, summarySchemaVersion} from './record/summary.js';
export {UserError} from './text/user-error.js';
