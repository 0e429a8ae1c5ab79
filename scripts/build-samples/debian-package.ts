import {execFileSync} from 'node:child_process';
import {existsSync, mkdirSync} from 'node:fs';
import path from 'node:path';
import {checkDigest} from '../build-model/fetch-package.js';

/** A Debian package (all architectures), pinned by its checksum. */
export type DebianPackage = {
	readonly name: string;
	readonly version: string;
	/** SHA-256 of the .deb, hexadecimal. */
	readonly sha256: string;
};

/**
Unpacks a package; nothing of it is run.

@param given Folder that may hold the .deb already; without it, apt-get downloads it.
@returns The folder with the package's files.
*/
export function unpackDebian(debian: DebianPackage, workFolder: string, given?: string): string {
	const {name, version, sha256} = debian;
	const fileName = `${name}_${version}_all.deb`;
	const folder = given && existsSync(path.join(given, fileName)) ? given : workFolder;
	if (folder === workFolder) {
		// Into the current folder: apt-get has no option for another.
		execFileSync('apt-get', ['download', `${name}=${version}`], {cwd: folder, stdio: 'ignore'});
	}

	const deb = path.join(folder, fileName);
	checkDigest(deb, 'sha256', 'hex', sha256);
	const target = path.join(workFolder, name);
	mkdirSync(target);
	execFileSync('dpkg-deb', ['-x', deb, target]);
	return target;
}
