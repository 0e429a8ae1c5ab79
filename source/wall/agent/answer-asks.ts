import {spawn} from 'node:child_process';
import process from 'node:process';
import {probeBackends} from '../../engine/probe-backends.js';
import {listModels} from '../../models/library.js';
import {type BoardAnswer, type BoardChoices, type BoardDeed} from '../../record/wall-schema.js';
import {askFlip} from '../../run/instances/asks.js';
import {listRunning, type RunningEntry} from '../../run/instances/registry.js';
import {errnoText} from '../../system/errno-text.js';
import {isRunning} from '../../system/process-start.js';

/** What is said back: all of an answer but the number of the question. */
export type Reply = Pick<BoardAnswer, 'choices'> & {
	readonly answer: Omit<BoardAnswer['answer'], 'id'>;
};

/** A run that ends within this time has not started; later its row tells of it. */
const startMs = 8000;
const longestTail = 2000;

/** What the board itself does; tests put their own in. */
export type AgentDeeds = {
	/** @returns What became of it, in words. */
	readonly start: (args: readonly string[]) => Promise<{isDone: boolean; text: string}>;
	readonly choices: () => Promise<BoardChoices>;
};

/** Starts a run without a screen that outlives the connection. It says what is wrong if it ends at once. */
const startHeadless: AgentDeeds['start'] = async args => {
	const [program] = process.argv.slice(1);
	const child = spawn(
		process.execPath,
		[...process.execArgv, program!, '--headless', '--on-hangup', 'continue', ...args],
		{detached: true, stdio: ['ignore', 'ignore', 'pipe']},
	);
	let tail = '';
	child.stderr.on('data', (chunk: Buffer) => {
		tail = (tail + chunk.toString()).slice(-longestTail);
	});
	return new Promise(resolve => {
		const timer = setTimeout(() => {
			resolve({isDone: true, text: `started: process ${child.pid}`});
		}, startMs);
		const fail = (why: string): void => {
			clearTimeout(timer);
			resolve({isDone: false, text: `not started: ${why}`});
		};

		child.once('error', error => {
			fail(error.message);
		});
		child.once('close', code => {
			const said = tail.trim().split('\n').at(-1) ?? '';
			fail(said === '' ? `it ended with exit code ${code}` : said.replace(/^edgetop: /, ''));
		});
	});
};

/** What is here already: nothing is downloaded for a wall. */
const listHere: AgentDeeds['choices'] = async () => {
	const [models, backends] = await Promise.all([listModels(), probeBackends()]);
	return {
		models: models
			.filter(({files}) => Object.values(files).some(({state}) => state === 'present'))
			.map(({manifest}) => manifest.name),
		backends: backends
			.filter(({availability}) => availability.status === 'available')
			.map(({id}) => id),
	};
};

export const ownDeeds: AgentDeeds = {start: startHeadless, choices: listHere};

const refused = (text: string): Reply => ({answer: {isDone: false, text}});
const done = (text: string): Reply => ({answer: {isDone: true, text}});

const flip = (
	entry: RunningEntry,
	{model, backend}: BoardDeed & {readonly kind: 'flip'},
	folder: string | undefined,
): Reply => {
	if (!entry.takesAsks) {
		return refused(
			`the run of process ${entry.pid} takes no flips from elsewhere: its edgetop is older`,
		);
	}

	askFlip(entry.id, {model, backend}, folder);
	return done(`asked for ${[model, backend].filter(Boolean).join(' on ')}`);
};

const stop = ({pid, processStart}: RunningEntry): Reply => {
	if (!isRunning(pid, processStart)) {
		return refused('the run has ended already');
	}

	process.kill(pid, 'SIGTERM');
	return done(`process ${pid} ends and saves`);
};

/**
Does what the wall asks, on the newest run of this account.

@param entry The run that the last word was of.
@param folder Of the list of running sessions.
*/
export class Answers {
	readonly #deeds: AgentDeeds;
	readonly #folder: string | undefined;
	/** Asked twice it would end before it has saved. */
	readonly #stopped = new Set<string>();
	#isStarting = false;
	#choices: Promise<BoardChoices> | undefined;

	constructor(deeds: AgentDeeds = ownDeeds, folder?: string) {
		this.#deeds = deeds;
		this.#folder = folder;
	}

	/** Never throws: what fails is said in the answer. */
	async to(ask: BoardDeed, entry: RunningEntry | undefined): Promise<Reply> {
		try {
			return await this.#answer(ask, entry);
		} catch (error) {
			return refused(errnoText(error));
		}
	}

	async #answer(ask: BoardDeed, entry: RunningEntry | undefined): Promise<Reply> {
		switch (ask.kind) {
			case 'start': {
				return this.#start(ask.args);
			}

			case 'choices': {
				this.#choices ??= this.#deeds.choices();
				return {...done(''), choices: await this.#choices};
			}

			default: {
				break;
			}
		}

		if (!entry) {
			return refused('nothing runs there');
		}

		if (ask.kind === 'flip') {
			return flip(entry, ask, this.#folder);
		}

		if (this.#stopped.has(entry.id)) {
			return done(`process ${entry.pid} was asked to end already`);
		}

		this.#stopped.add(entry.id);
		return stop(entry);
	}

	async #start(args: readonly string[]): Promise<Reply> {
		const [running] = listRunning(this.#folder);
		if (running) {
			return refused(`a run goes on there already (process ${running.pid}): x ends it`);
		}

		if (this.#isStarting) {
			return refused('a run is being started there');
		}

		this.#isStarting = true;
		try {
			return {answer: await this.#deeds.start(args)};
		} finally {
			this.#isStarting = false;
		}
	}
}
