import {spawn, spawnSync} from 'node:child_process';
import {createInterface} from 'node:readline';
import process from 'node:process';
import {fileURLToPath} from 'node:url';

/** What a link does to the packets on it, in both directions. */
export type Weather = {
	/** Each packet comes this much later, ms. */
	readonly delayMs?: number;
	/** What it carries in each direction. */
	readonly bytesPerSecond?: number;
	/** Nothing comes through, and nobody is told. */
	readonly isBlackHole?: boolean;
	/** The board's network device is down. */
	readonly isDown?: boolean;
};

/** A board's place: a network namespace at the end of a link. */
export type LabBoard = {
	readonly address: string;
	/** Put before a command, it runs there. */
	readonly launcher: readonly string[];
	/** Changes the link; without an argument it is a good one. */
	set(weather?: Weather): void;
};

export type NetLab = {
	/** Put before a command, it runs where all boards are reached from. */
	readonly launcher: readonly string[];
	readonly boards: readonly LabBoard[];
	/** Takes namespaces and links away; what runs in them is to be ended before. */
	close(): Promise<void>;
};

const program = fileURLToPath(new URL('net_lab.py', import.meta.url));

/** Why there can be no namespaces here; undefined where there can. */
export const withoutNetLab = (): string | undefined => {
	if (process.platform !== 'linux' || process.getuid?.() !== 0) {
		return 'needs network namespaces: Linux, and root';
	}

	const tried = spawnSync('python3', [program, '1'], {input: '', encoding: 'utf8'});
	return tried.status === 0
		? undefined
		: `needs network namespaces and /dev/net/tun: ${tried.error?.message ?? tried.stderr.trim().split('\n').at(-1)}`;
};

type Told = {
	readonly operator: string;
	readonly boards: ReadonlyArray<{readonly namespace: string; readonly address: string}>;
};

const inside = (namespace: string): readonly string[] => ['ip', 'netns', 'exec', namespace];

/**
Boards in network namespaces, each at the end of a link of its own.

@throws Error where they cannot be made; `withoutNetLab` says why.
*/
export const openNetLab = async (count: number): Promise<NetLab> => {
	const child = spawn('python3', [program, String(count)], {stdio: ['pipe', 'pipe', 'inherit']});
	const ended = new Promise<void>(resolve => {
		child.once('close', () => {
			resolve();
		});
	});
	const told = await new Promise<Told>((resolve, reject) => {
		child.once('error', reject);
		child.once('close', code => {
			reject(new Error(`no namespaces: net_lab.py ended with ${code}`));
		});
		createInterface({input: child.stdout}).once('line', line => {
			resolve(JSON.parse(line) as Told);
		});
	});
	return {
		launcher: inside(told.operator),
		boards: told.boards.map(({namespace, address}, board) => ({
			address,
			launcher: inside(namespace),
			set(weather = {}) {
				child.stdin.write(`${JSON.stringify({board, ...weather})}\n`);
			},
		})),
		async close() {
			child.stdin.end();
			await ended;
		},
	};
};
