import process from 'node:process';
import {type Flags} from '../flags.js';
import {findModel, type ZooModel} from '../models/library.js';
import {formatBytes} from '../models/model-text.js';
import {pullModel} from '../models/pull.js';
import {cancellable} from './run/cancellable.js';
import {demandNames, printJson, say} from './models-output.js';

/** One line that is written over on a terminal, a line every tenth otherwise. */
export const makeProgress = (name: string) => {
	const isTerminal = process.stderr.isTTY;
	const startedAtMs = performance.now();
	let lastMs = -Infinity;
	let lastTenth = -1;
	return (received: number, total: number | undefined): void => {
		const nowMs = performance.now();
		const isEnd = received === total;
		const tenth = total === undefined ? -1 : Math.floor((received / total) * 10);
		const isDue = isTerminal ? nowMs - lastMs > 200 || isEnd : tenth > lastTenth;
		if (!isDue) {
			return;
		}

		lastMs = nowMs;
		lastTenth = tenth;
		const part =
			total === undefined
				? ''
				: ` of ${formatBytes(total)} (${Math.floor((received / total) * 100)} %)`;
		const seconds = ((nowMs - startedAtMs) / 1000).toFixed(0);
		const line = `${name}: ${formatBytes(received)}${part}, ${seconds} s`;
		process.stderr.write(isTerminal ? `\r\u001B[K${line}${isEnd ? '\n' : ''}` : `${line}\n`);
	};
};

const pullOne = async (model: ZooModel, signal: AbortSignal) => {
	const {name} = model.manifest;
	const files = await pullModel(model, {
		onProgress: makeProgress(name),
		onNote(text) {
			say(`${name}: ${text}`);
		},
		signal,
	});
	for (const {proof, path, bytes, sha256} of files) {
		say(
			`${name}: ${path} (${formatBytes(bytes)}), ${proof === 'was here' ? 'was here already' : `verified by ${proof}`}`,
		);
		if (proof === 'pinned at first use') {
			say(
				`${name}: its manifest has no checksum, so this first download could not be verified; ${sha256} is remembered, and later ones must have it`,
			);
		}
	}

	return {name, files};
};

/** `edgetop models pull NAME…` */
export const pull = async (names: readonly string[], flags: Flags): Promise<number> =>
	cancellable(async signal => {
		const models: ZooModel[] = [];
		for (const name of demandNames(names, 'pull')) {
			models.push(await findModel(name));
		}

		const pulled: unknown[] = [];
		for (const model of models) {
			pulled.push(await pullOne(model, signal));
		}

		if (flags.json) {
			printJson(pulled);
		}

		return 0;
	});
