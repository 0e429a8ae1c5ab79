import {Buffer} from 'node:buffer';
import {fileURLToPath} from 'node:url';
import {z} from 'zod';
import {findPython} from '../backends/find-python.js';
import {WorkerProcess} from '../backends/worker-process.js';
import {type Beside, standBack} from '../engine/evaluate-frames.js';
import {type ConversionPrecision} from '../models/conversion.js';
import {type FormatName} from '../models/manifest.js';
import {sanitize} from '../text/sanitize.js';
import {UserError} from '../text/user-error.js';

/** One step of a conversion. */
export type ConverterRequest = {
	/** Absolute path of a file or folder. */
	readonly source: string;
	readonly from: FormatName;
	readonly to: FormatName;
	/** Absolute path of what is to be written. */
	readonly target: string;
	readonly precision: ConversionPrecision;
	/** Shape of the input, batch of one. */
	readonly shape: readonly number[];
	/** Name of the wanted output; absent: the only one. */
	readonly output?: string | undefined;
	/** File of float32 pictures for 8-bit arithmetic. */
	readonly calibration?: string | undefined;
};

export type ConverterDone = {
	/** What wrote it. */
	readonly by: string;
	readonly versions: Readonly<Record<string, string>>;
};

export type ConverterOptions = Beside & {
	/** The interpreter asked for. */
	readonly python?: string | undefined;
	/** Longest time of the step, ms. */
	readonly timeoutMs: number;
	readonly onProgress?: ((text: string) => void) | undefined;
	/** A line that a library wrote to stderr, raw. */
	readonly onNativeText?: ((line: string) => void) | undefined;
};

const word = z.string().max(2000);
const answerSchema = z.union([
	z.object({progress: word}),
	z.object({done: z.object({by: word, versions: z.record(z.string().max(100), word)})}),
	z.object({error: z.object({message: word, mend: word.nullish(), errno: z.int().nullish()})}),
]);

type Answer = z.infer<typeof answerSchema>;

/** Longest line of the converter's answers. */
const mostLineBytes = 65_536;

const script = fileURLToPath(new URL('converters/convert.py', import.meta.url));

/** Processors that a conversion takes: one, the rest is the measurement's. */
const alone = {
	OMP_NUM_THREADS: '1',
	OPENBLAS_NUM_THREADS: '1',
	MKL_NUM_THREADS: '1',
	TF_NUM_INTRAOP_THREADS: '1',
	TF_NUM_INTEROP_THREADS: '1',
};

/** Reads JSON lines; what is none is passed over. */
class Answers {
	last: Exclude<Answer, {progress: string}> | undefined;
	#rest = '';
	readonly #onProgress: (text: string) => void;

	constructor(onProgress: (text: string) => void) {
		this.#onProgress = onProgress;
	}

	push(piece: Buffer): void {
		const lines = (this.#rest + piece.toString('utf8')).split('\n');
		this.#rest = lines.pop()!.slice(0, mostLineBytes);
		for (const line of lines) {
			this.#read(line);
		}
	}

	#read(line: string): void {
		let document: unknown;
		try {
			document = JSON.parse(line);
		} catch {
			return;
		}

		const {data} = answerSchema.safeParse(document);
		if (!data) {
			return;
		}

		if ('progress' in data) {
			this.#onProgress(sanitize(data.progress, 80));
		} else {
			this.last = data;
		}
	}
}

/**
Runs one step in a Python process of its own.

@throws UserError in one line: a missing library with the command that installs it, an operator that the converter lacks, a converter that died or took too long; the reason of `signal` where that ended it.
*/
export const runConverter = async (
	request: ConverterRequest,
	{python, signal, isBeside, timeoutMs, onProgress, onNativeText}: ConverterOptions,
): Promise<ConverterDone> => {
	signal?.throwIfAborted();
	const answers = new Answers(text => {
		onProgress?.(text);
	});
	let endedHow = '';
	const child = new WorkerProcess(
		{
			name: 'the converter',
			file: findPython(python),
			args: ['-u', script],
			env: {
				PYTHONDONTWRITEBYTECODE: '1',
				TF_CPP_MIN_LOG_LEVEL: '2',
				CUDA_VISIBLE_DEVICES: '',
				...alone,
			},
		},
		{
			onBytes(piece) {
				answers.push(piece);
			},
			onEnd(reason) {
				endedHow = reason;
			},
			onNativeText(line) {
				onNativeText?.(line);
			},
		},
	);
	if (isBeside) {
		standBack(child.pid);
	}

	const onAbort = (): void => {
		child.kill();
	};

	signal?.addEventListener('abort', onAbort);
	let isTimedOut = false;
	const timer = setTimeout(() => {
		isTimedOut = true;
		child.kill();
	}, timeoutMs);
	try {
		child.write(Buffer.from(JSON.stringify(request)));
		await child.end(timeoutMs + 1000);
	} finally {
		clearTimeout(timer);
		signal?.removeEventListener('abort', onAbort);
	}

	signal?.throwIfAborted();
	const what = `${request.from} to ${request.to}`;
	if (isTimedOut) {
		throw new UserError(
			`converting ${what}: not done after ${Math.round(timeoutMs / 1000)} s and ended`,
			{exitCode: 1},
		);
	}

	const {last} = answers;
	if (last && 'done' in last) {
		return last.done;
	}

	if (last) {
		const {message, mend} = last.error;
		throw new UserError(sanitize(`converting ${what}: ${message}${mend ? `; ${mend}` : ''}`, 900), {
			exitCode: 1,
		});
	}

	const lastLine = child.lastLine === undefined ? '' : ` (${child.lastLine})`;
	throw new UserError(sanitize(`converting ${what}: the converter ${endedHow}${lastLine}`, 600), {
		exitCode: 1,
	});
};
