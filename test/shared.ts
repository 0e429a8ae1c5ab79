import {existsSync} from 'node:fs';
import path from 'node:path';
import {fileURLToPath} from 'node:url';

/** The folder of shared test data beside the checkout; absent on a user's machine. */
export const sharedFolder = path.resolve(
	path.dirname(fileURLToPath(import.meta.url)),
	'../../shared',
);

export const hasShared = existsSync(path.join(sharedFolder, 'data'));

/** The printed reason of every test that is skipped for want of the shared data. */
export const withoutShared = 'skipped: needs ../shared (models, images and board trees for tests)';
