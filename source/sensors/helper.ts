/*
Entry of the sensors process: opens every source, samples them at a period and sends one message a sample. A driver that hangs, a slow command or systeminformation's forks cost this process, never the screen or the measured one. Nothing is written to stdout.
*/
import {readFileSync} from 'node:fs';
import process from 'node:process';
import {setTimeout} from 'node:timers/promises';
import {procStatFields} from '../text/proc-stat.js';
import {GuardedRoot} from './roots/guarded-root.js';
import {identify, identifyFrom} from './sources/identity.js';
import {LiveRoot} from './roots/live-root.js';
import {RelayRoot} from './roots/relay-root.js';
import {powerInput} from './sources/power-input.js';
import {type SensorsCommand, type SensorsConfig, type SensorsMessage} from './protocol.js';
import {Sampler} from './sampler.js';
import {TreeRoot} from './roots/tree-root.js';
import {sensors} from './index.js';

const defaultPeriodMs = 1000;

/** A recording that plays fast is not read more often than this. */
const leastPeriodMs = 50;
const pauseMs = (speed: number): number => (speed > 1 ? leastPeriodMs / 2 : 0);

/** A link to another machine takes longer than a file here, ms. */
const relayPatienceMs = 4000;

const send = (message: SensorsMessage): void => {
	process.send?.(message, undefined, undefined, () => undefined);
};

/** CPU of children that have ended (vcgencmd), which `cpuUsage` leaves out. Clock ticks are 10 ms on every Linux that Node supports. */
const childrenCpuSeconds = (): number => {
	try {
		const fields = procStatFields(readFileSync('/proc/self/stat', 'utf8'));
		const ticks = Number(fields[13]) + Number(fields[14]);
		return Number.isFinite(ticks) ? ticks / 100 : 0;
	} catch {
		return 0;
	}
};

class Helper {
	readonly #root: GuardedRoot;
	readonly #sampler: Sampler;
	readonly #periodMs: number;
	readonly #opened: Promise<void>;
	readonly #sensorRoot: string | undefined;
	readonly #relay: RelayRoot | undefined;
	/** Of the root's clock against this machine's: a recording may play faster. */
	readonly #speed: number;

	constructor(config: SensorsConfig) {
		this.#periodMs = config.periodMs ?? defaultPeriodMs;
		this.#sensorRoot = config.sensorRoot;
		const tree =
			config.sensorRoot === undefined
				? undefined
				: new TreeRoot(config.sensorRoot, {startedAtMs: config.startedAtMs});
		this.#speed = tree?.speed ?? 1;
		this.#relay =
			config.relay &&
			new RelayRoot(config.relay, text => {
				send({type: 'trouble', text});
			});
		const patienceMs = this.#relay && relayPatienceMs;
		this.#root = new GuardedRoot(this.#relay ?? tree ?? new LiveRoot(), patienceMs);
		this.#sampler = new Sampler(
			this.#root,
			config.powerInput === undefined ? sensors : [powerInput(config.powerInput), ...sensors],
			patienceMs,
		);
		this.#opened = this.#sampler.open();
	}

	async run(): Promise<never> {
		await this.#opened;
		const {fastPeriodMs} = this.#sampler;
		if (fastPeriodMs !== undefined) {
			setInterval(
				() => {
					void this.#sampler.sampleFast();
				},
				Math.max(leastPeriodMs, fastPeriodMs / this.#speed),
			);
		}

		let dueAtMs = this.#root.now();
		for (;;) {
			await this.#sampleOnce();
			// Keep to the grid; after a stall go on from now instead of catching up.
			const now = this.#root.now();
			dueAtMs = Math.max(dueAtMs + this.#periodMs, now);
			await setTimeout(Math.max((dueAtMs - now) / this.#speed, pauseMs(this.#speed)));
		}
	}

	async describe(request: number): Promise<void> {
		await this.#opened;
		send({type: 'described', request, sources: await this.#sampler.describe()});
	}

	async identify(request: number): Promise<void> {
		const identity = await (this.#relay
			? identifyFrom(this.#root, this.#relay.path)
			: identify(this.#root, this.#sensorRoot));
		send({type: 'identified', request, identity});
	}

	close(): void {
		this.#sampler.close();
		this.#relay?.close();
	}

	async #sampleOnce(): Promise<void> {
		const atMs = this.#root.now();
		const readings = await this.#sampler.sample();
		const {user, system} = process.cpuUsage();
		send({
			type: 'sample',
			sample: {
				atMs,
				readings,
				costMs: (this.#root.now() - atMs) / this.#speed,
				cpuSeconds: (user + system) / 1e6 + childrenCpuSeconds(),
				rssBytes: process.memoryUsage.rss(),
			},
		});
	}
}

let helper: Helper | undefined;

/** A thread that hangs in a driver would hold up an orderly exit for ever: this process has nothing to save. */
const end = (): void => {
	helper?.close();
	process.kill(process.pid, 'SIGKILL');
};

process.on('message', (command: SensorsCommand) => {
	switch (command.type) {
		case 'start': {
			helper ??= new Helper(command.config);
			void helper.run();

			break;
		}

		case 'describe': {
			void helper?.describe(command.request);

			break;
		}

		case 'identify': {
			void helper?.identify(command.request);

			break;
		}

		default: {
			end();
		}
	}
});

process.on('disconnect', end);

// Ctrl-C reaches the whole process group; when to end is the parent's decision.
process.on('SIGINT', () => undefined);
process.on('SIGHUP', () => undefined);
process.on('SIGTERM', end);
