import {execFileSync} from 'node:child_process';
import {readFileSync} from 'node:fs';
import path from 'node:path';

type Bom = {
	serialNumber?: string;
	metadata: {timestamp?: string; component: {name: string; version: string}};
	components: ReadonlyArray<{readonly name: string; readonly version: string}>;
};

/**
The software bill of materials (CycloneDX, JSON) of what users get, from the lock file. The same commit gives the same text: npm's random serial number is left out, and its time is the commit's.

@param epoch Seconds since 1970.
*/
export const partsList = (root: string, epoch: number): string => {
	const {name, version} = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
		name: string;
		version: string;
	};
	const text = execFileSync(
		'npm',
		['sbom', '--omit=dev', '--sbom-format=cyclonedx', '--package-lock-only'],
		{cwd: root, encoding: 'utf8', maxBuffer: 64 * 2 ** 20},
	);
	const {serialNumber: _, ...bom} = JSON.parse(text) as Bom;
	bom.metadata.timestamp = new Date(epoch * 1000).toISOString();
	// Npm takes the name of the folder.
	Object.assign(bom.metadata.component, {name, version});
	return `${JSON.stringify(bom, undefined, '\t')}\n`;
};
