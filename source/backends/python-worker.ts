import {fileURLToPath} from 'node:url';
import {findPython} from './find-python.js';
import {type WorkerCommand} from './worker-process.js';

/** The command of a worker in `python/`, for the interpreter asked for or the one that `findPython` finds. */
export const pythonWorker =
	(name: string, script: string) =>
	(python: string | undefined): WorkerCommand => ({
		name: `the ${name} worker`,
		file: findPython(python),
		// Unbuffered stderr: the last words of a dying worker are what the user needs.
		args: ['-u', fileURLToPath(new URL(`python/${script}`, import.meta.url))],
		env: {PYTHONDONTWRITEBYTECODE: '1', TF_CPP_MIN_LOG_LEVEL: '2'},
		sharesMemory: true,
	});
