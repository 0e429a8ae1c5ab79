import {rmSync} from 'node:fs';
import process from 'node:process';
import {fileURLToPath} from 'node:url';
import {build} from 'esbuild';

const here = (file: string): string => fileURLToPath(new URL(file, import.meta.url));

/** Inside the project, where its packages are found. */
export const screenProgram = here(`../../../.cache/live-screen-${process.pid}.mjs`);

/** Makes one file of the screen over a fixed snapshot, since tests start it many times. */
export const bundleScreen = async (): Promise<void> => {
	await build({
		entryPoints: [here('live-screen.ts')],
		outfile: screenProgram,
		bundle: true,
		packages: 'external',
		platform: 'node',
		format: 'esm',
		jsx: 'automatic',
		logLevel: 'warning',
	});
};

export const removeScreen = (): void => {
	rmSync(screenProgram, {force: true});
};
