import {execFileSync} from 'node:child_process';
import {createHash} from 'node:crypto';
import {lutimesSync, readdirSync, readFileSync} from 'node:fs';
import path from 'node:path';

/*
Archives of which the bytes follow from the content alone: sorted names, one owner, one time, one thread.
*/

/** How hard xz tries: 6 for what is given away, 0 for a try. */
export type Effort = 0 | 6;

const environment = (epoch: number, effort: Effort): NodeJS.ProcessEnv => ({
	...process.env,
	LC_ALL: 'C',
	TZ: 'UTC',
	SOURCE_DATE_EPOCH: String(epoch),
	DPKG_DEB_THREADS_MAX: '1',
	XZ_DEFAULTS: '',
	XZ_OPT: `-${effort} --threads=1`,
});

/** SHA-256 of a file, in hex. */
export const sha256Of = (file: string): string =>
	createHash('sha256').update(readFileSync(file)).digest('hex');

/** Gives `folder` and all below it one time, in seconds since 1970. */
export function setTimes(folder: string, epoch: number): void {
	for (const entry of readdirSync(folder, {recursive: true, withFileTypes: true})) {
		lutimesSync(path.join(entry.parentPath, entry.name), epoch, epoch);
	}

	lutimesSync(folder, epoch, epoch);
}

/** Packs `folder`, under its own name, into a `.tar.xz`. */
export function writeTarball(folder: string, file: string, epoch: number, effort: Effort): void {
	execFileSync(
		'tar',
		[
			'--create',
			'--xz',
			'--file',
			file,
			'--format=ustar',
			'--sort=name',
			'--owner=0',
			'--group=0',
			'--numeric-owner',
			`--mtime=@${epoch}`,
			'--directory',
			path.dirname(folder),
			path.basename(folder),
		],
		{env: environment(epoch, effort), stdio: ['ignore', 'ignore', 'inherit']},
	);
}

/** Builds a `.deb` of a folder that has `DEBIAN/control`. */
export function writeDebianPackage(
	folder: string,
	file: string,
	epoch: number,
	effort: Effort,
): void {
	setTimes(folder, epoch);
	execFileSync('dpkg-deb', ['--root-owner-group', '-Zxz', `-z${effort}`, '--build', folder, file], {
		env: environment(epoch, effort),
		stdio: ['ignore', 'ignore', 'inherit'],
	});
}
