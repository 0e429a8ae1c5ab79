import {execFileSync} from 'node:child_process';
import process from 'node:process';

/** The time that all files of a release get, seconds since 1970: of the commit, so that it follows from the source; or `SOURCE_DATE_EPOCH`. */
export const commitTime = (root: string): number =>
	Number(
		process.env['SOURCE_DATE_EPOCH'] ??
			execFileSync('git', ['log', '-1', '--format=%ct'], {cwd: root, encoding: 'utf8'}).trim(),
	);
