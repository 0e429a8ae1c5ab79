import {cpSync, existsSync, mkdirSync, readdirSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {isLicenceText} from '../bundle.mjs';

type PackageJson = {
	readonly name: string;
	readonly version: string;
	readonly license?: string;
};

/**
Copies the licence texts of a package to `into`/NAME. One that comes without a text has it in `scripts/release/licences/`.

@throws {Error} where there is neither.
*/
export function copyLicence(root: string, packageFolder: string, into: string): void {
	const {name} = JSON.parse(
		readFileSync(path.join(packageFolder, 'package.json'), 'utf8'),
	) as PackageJson;
	const target = path.join(into, name.replace('/', '__'));
	const kept = path.join(root, 'scripts', 'release', 'licences', name.replace('/', '__'));
	const texts = readdirSync(packageFolder).filter(file => isLicenceText(file));
	if (existsSync(kept)) {
		cpSync(kept, target, {recursive: true});
	}

	mkdirSync(target, {recursive: true});
	for (const text of texts) {
		cpSync(path.join(packageFolder, text), path.join(target, text));
	}

	if (readdirSync(target).length === 0) {
		throw new Error(
			`${name} has no licence text: put it into scripts/release/licences/${name.replace('/', '__')}/`,
		);
	}
}

/** A list of all packages with version and licence, a line each. `folders` hold their `package.json`. */
export function listOfPackages(folders: readonly string[]): string {
	return folders
		.map(folder => {
			const {name, version, license} = JSON.parse(
				readFileSync(path.join(folder, 'package.json'), 'utf8'),
			) as PackageJson;
			return `${name} ${version}: ${license ?? 'see its text'}\n`;
		})
		.sort()
		.join('');
}
