import {spawnSync} from 'node:child_process';
import {writeFileSync} from 'node:fs';
import path from 'node:path';
import {type TestContext} from 'vitest';
import {findPython} from '../../../source/backends/find-python.js';
import {backendById} from '../../../source/backends/index.js';
import {usualBackendOf} from '../../../source/models/formats.js';
import {type FormatName} from '../../../source/models/manifest.js';
import {openModelFile, type DescribeFile} from '../../../source/models/model-file.js';
import {type ZooModel} from '../../../source/models/zoo-model.js';

export const describeFile: DescribeFile = async (file, format) =>
	backendById(usualBackendOf[format]).describeFile!(file, format, {});

/** A model file, asked through its runtime. */
export const openDescribed = async (file: string): Promise<ZooModel> =>
	openModelFile(file, describeFile);

/** Skips a test whose runtime is not here. */
export const needsRuntime = async (context: TestContext, format: FormatName): Promise<void> => {
	const id = usualBackendOf[format];
	const availability = await backendById(id).probe();
	if (availability.status === 'unavailable') {
		context.skip(`skipped: ${id}: ${availability.reason}; to mend: scripts/runtimes/install.sh`);
	}
};

/** Runs a Python program, kept in a folder, that writes the files of a test. */
export const makeWith = (folder: string, program: string): void => {
	const file = path.join(folder, 'make.py');
	writeFileSync(file, program);
	const {status, stderr} = spawnSync(findPython(), [file], {encoding: 'utf8'});
	if (status !== 0) {
		throw new Error(stderr);
	}
};
