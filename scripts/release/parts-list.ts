import {execFileSync} from 'node:child_process';
import {readFileSync} from 'node:fs';
import path from 'node:path';

type Lock = {
	readonly name: string;
	readonly version: string;
	readonly packages: Readonly<
		Record<string, {readonly name?: string; readonly version: string; readonly dev?: boolean}>
	>;
};

type Bom = {
	readonly serialNumber?: string;
	readonly metadata: {timestamp?: string; readonly component: object};
	readonly components: ReadonlyArray<{readonly 'bom-ref': string}>;
	readonly dependencies: ReadonlyArray<{
		readonly ref: string;
		readonly dependsOn?: readonly string[];
	}>;
};

const nameOf = (place: string): string => place.split('node_modules/').at(-1)!;

/**
The software bill of materials (CycloneDX, JSON) of what users get, from the lock file. The same commit gives the same text: npm's random serial number is left out, and its time is the commit's.

@param epoch Seconds since 1970.
*/
export const partsList = (root: string, epoch: number): string => {
	const lock = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8')) as Lock;
	const {name, version} = lock;
	// Not `--omit=dev`: npm 10 then leaves out what a package of the developers needs too (zod).
	const text = execFileSync('npm', ['sbom', '--sbom-format=cyclonedx', '--package-lock-only'], {
		cwd: root,
		encoding: 'utf8',
		maxBuffer: 64 * 2 ** 20,
	});
	const {serialNumber: _, ...bom} = JSON.parse(text) as Bom;
	const shipped = new Set(
		Object.entries(lock.packages)
			.filter(([, {dev}]) => dev !== true)
			.map(([place, item]) => `${item.name ?? nameOf(place)}@${item.version}`),
	);
	const list = {
		...bom,
		metadata: {
			...bom.metadata,
			timestamp: new Date(epoch * 1000).toISOString(),
			// Npm takes the name of the folder.
			component: {...bom.metadata.component, name, version},
		},
		components: bom.components.filter(item => shipped.has(item['bom-ref'])),
		dependencies: bom.dependencies
			.filter(({ref}) => shipped.has(ref))
			.map(item => ({...item, dependsOn: item.dependsOn?.filter(ref => shipped.has(ref))})),
	};
	return `${JSON.stringify(list, undefined, '\t')}\n`;
};
