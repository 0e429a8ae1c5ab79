import os from 'node:os';
import process from 'node:process';
import {type Readable, type Writable} from 'node:stream';
import {setTimeout as sleep} from 'node:timers/promises';
import {
	askSchema,
	wallVersion,
	type BoardAnswer,
	type Greeting,
	type WrittenWord,
} from '../../record/wall-schema.js';
import {monotonicMs} from '../../system/clock.js';
import {edgetopVersion} from '../../system/version.js';
import {LineSplitter} from '../../text/line-splitter.js';
import {Answers} from './answer-asks.js';
import {NewestRun} from './follow-run.js';
import {WordFlow} from './word-flow.js';

const periodMs = 1000;
const longestLine = 16_384;

export type AgentStreams = {readonly input: Readable; readonly output: Writable};

const ownStreams: AgentStreams = {input: process.stdin, output: process.stdout};

/**
What `edgetop wall` runs on a board: a line a second about the newest run of this account on standard output, questions on standard input. Ends when either of them is gone. A reader that is behind loses words, not their order: none is kept, and few are under way.

@returns The exit code.
*/
export const runAgent = async (
	{input, output}: AgentStreams = ownStreams,
	newest = new NewestRun(),
	answers = new Answers(),
): Promise<number> => {
	const write = (value: WrittenWord | Greeting | BoardAnswer): void => {
		output.write(`${JSON.stringify(value)}\n`);
	};

	const lines = new LineSplitter(longestLine);
	const flow = new WordFlow();
	const over = new AbortController();
	const end = (): void => {
		over.abort();
	};

	const answer = async (line: string): Promise<void> => {
		let value: unknown;
		try {
			value = JSON.parse(line);
		} catch {
			return;
		}

		const asked = askSchema.safeParse(value).data;
		if (!asked) {
			return;
		}

		const {id, ask} = asked;
		if (ask.kind === 'heard') {
			flow.hear(id, monotonicMs());
			return;
		}

		const {answer: said, choices} = await answers.to(ask, newest.entry);
		write({answer: {id, ...said}, choices});
	};

	input.on('data', (chunk: Uint8Array) => {
		for (const line of lines.push(chunk)) {
			void answer(line);
		}
	});
	for (const stream of [input, output]) {
		stream.on('error', end);
		stream.on('close', end);
	}

	input.on('end', end);
	write({
		kind: 'edgetop-wall',
		v: wallVersion,
		edgetop: edgetopVersion,
		host: os.hostname(),
		seconds: Math.round(Date.now() / 1000),
	});
	while (!over.signal.aborted) {
		const word = await newest.word(monotonicMs());
		if (flow.isOpen && !output.writableNeedDrain && !output.destroyed) {
			write({...word, ...flow.next(monotonicMs())});
		}

		await sleep(periodMs, undefined, {signal: over.signal}).catch(() => undefined);
	}

	return 0;
};
