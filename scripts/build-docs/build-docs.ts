/*
Writes the pages that are made from code: docs/session-format.md, docs/summary.schema.json, docs/journal.schema.json, docs/metrics.md, docs/screen.md, docs/edgetop.1, the options in docs/backends.md, the help text and keys in README.md, and the keys of a replay in docs/journal.md. Run by `npm run build:docs`.
*/
import {readFileSync, writeFileSync} from 'node:fs';
import {journalJsonSchema, summaryJsonSchema} from '../../source/journal/journal-json-schema.js';
import {manPage} from '../../source/command-line/man-page.js';
import {edgetopVersion} from '../../source/system/version.js';
import {withOptions} from './backend-options.js';
import {metricsPage} from './metrics-page.js';
import {withHelp} from './readme.js';
import {withReplayKeys} from './replay-keys.js';
import {screenPage} from './screen-page.js';
import {sessionFormat} from './session-format.js';

const root = new URL('../../', import.meta.url);
writeFileSync(new URL('docs/session-format.md', root), sessionFormat());
writeFileSync(new URL('docs/metrics.md', root), metricsPage());
writeFileSync(new URL('docs/screen.md', root), screenPage());
writeFileSync(new URL('docs/summary.schema.json', root), summaryJsonSchema());
writeFileSync(new URL('docs/journal.schema.json', root), journalJsonSchema());
writeFileSync(new URL('docs/edgetop.1', root), manPage(edgetopVersion));
const readme = new URL('README.md', root);
writeFileSync(readme, withHelp(readFileSync(readme, 'utf8')));
const backendsPage = new URL('docs/backends.md', root);
writeFileSync(backendsPage, withOptions(readFileSync(backendsPage, 'utf8')));
const journalPage = new URL('docs/journal.md', root);
writeFileSync(journalPage, withReplayKeys(readFileSync(journalPage, 'utf8')));
