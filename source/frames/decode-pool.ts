import {MessageChannel, Worker} from 'node:worker_threads';
import {type DecodeJob, type DecodeResult, type DecodeSettings} from './decode-worker.js';

const entryFile = new URL('decode-worker.js', import.meta.url);

/**
Decodes files on several threads at once. Every job is handed out at the start: the thread that receives may be held by a runtime that loads, and the decoders do not wait for it.

@param jobs What to decode, most urgent first; results come in any order.
@param shouldStop Asked after each result.
@throws Error when a decoder itself failed.
*/
export const decodeAll = async (
	jobs: readonly DecodeJob[],
	settings: Omit<DecodeSettings, 'port'>,
	threads: number,
	on: {
		readonly onResult: (result: DecodeResult) => void;
		readonly shouldStop: () => boolean;
	},
): Promise<void> => {
	const count = Math.min(threads, jobs.length);
	const workers = Array.from({length: count}, (_, index) => {
		const {port1, port2} = new MessageChannel();
		const worker = new Worker(entryFile, {
			workerData: {...settings, port: port2},
			transferList: [port2],
		});
		const share = jobs.filter((_job, place) => place % count === index);
		const done = new Promise<void>((resolve, reject) => {
			worker.on('error', error => {
				reject(new Error(`the decoder failed: ${error.message}`, {cause: error}));
			});
			worker.on('exit', code => {
				reject(new Error(`the decoder ended with exit code ${code}`));
			});
			let left = share.length;
			port1.on('message', (result: DecodeResult) => {
				on.onResult(result);
				left--;
				if (left === 0 || on.shouldStop()) {
					resolve();
				}
			});
		});
		for (const job of share) {
			port1.postMessage(job);
		}

		return {worker, port: port1, done};
	});
	try {
		await Promise.all(workers.map(async ({done}) => done));
	} finally {
		for (const {worker, port} of workers) {
			worker.removeAllListeners('exit');
			port.close();
		}

		await Promise.all(workers.map(async ({worker}) => worker.terminate()));
	}
};
