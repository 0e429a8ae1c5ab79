import {chmodSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {makeFolder} from '../../system/make-folder.js';
import {commandFile, isFailure, type LineStream, type ReadFailure, type Root} from './root.js';

type Point = {readonly seconds: number; readonly content: string};

/** Files whose content names one device alone: they are left out whole. */
const privateFile = /(?:serial|uuid|machine-id|boot_id|asset_tag|chassis_tag)[^/]*$|\/address$/i;

/** What stands for a number, a name or an address that belongs to one machine or person. */
const blank = 'x';

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);

/** Names of this machine and of the person who sits at it, longest first. */
const ownNames = (): RegExp | undefined => {
	const names = [os.hostname(), os.hostname().split('.')[0]!, os.userInfo().username]
		.filter(name => name.length > 2 && !['root', 'localhost'].includes(name))
		.sort((a, b) => b.length - a.length);
	return names.length > 0
		? new RegExp(String.raw`\b(?:${names.map(name => escaped(name)).join('|')})\b`, 'gi')
		: undefined;
};

/** A text without serial numbers, network addresses, identifiers, and the names of the machine and its user. */
export const withoutIdentity = (text: string, names = ownNames()): string => {
	const plain = text
		.replaceAll(/^(serial[^:\n]*:\s*).*$/gim, `$1${blank}`)
		.replaceAll(/\b[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}\b/gi, blank)
		.replaceAll(/\b(?:[\da-f]{2}:){5}[\da-f]{2}\b/gi, blank)
		.replaceAll(/(\/home\/|\/Users\/)[^/\s]+/g, `$1${blank}`);
	return names ? plain.replaceAll(names, blank) : plain;
};

const asSeries = (points: readonly Point[]): string =>
	points
		.map(({seconds, content}) => `${seconds} ${content.replaceAll('\n', String.raw`\n`)}\n`)
		.join('');

/** Makes a folder where there is none. @throws Error where it holds something, or cannot be made. */
export const checkEmpty = (folder: string): void => {
	makeFolder(folder);
	if (readdirSync(folder).length > 0) {
		throw new Error('the folder is not empty');
	}
};

/**
Another root, of which everything that is read is kept: what the sensors saw, and nothing else. `write` makes a recorded board of it (`--sensor-root`).

Memory: a point for each change of each file.
*/
export class RecordingRoot implements Root {
	readonly path: string;
	readonly isLive: boolean;
	readonly #root: Root;
	readonly #beganAtMs: number;
	readonly #files = new Map<string, Point[]>();
	readonly #listed = new Set<string>();

	constructor(root: Root) {
		this.#root = root;
		this.path = root.path;
		this.isLive = root.isLive;
		this.#beganAtMs = root.now();
	}

	async readText(file: string): Promise<string | ReadFailure> {
		const text = await this.#root.readText(file);
		this.#keep(file, text);
		return text;
	}

	async list(folder: string): Promise<readonly string[]> {
		const names = await this.#root.list(folder);
		for (const name of names) {
			this.#listed.add(path.join(folder, name));
		}

		return names;
	}

	async run(
		name: string,
		arguments_: readonly string[],
		options?: {readonly timeoutMs?: number},
	): Promise<string | ReadFailure> {
		const text = await this.#root.run(name, arguments_, options);
		this.#keep(commandFile(name, arguments_), text);
		return text;
	}

	stream(
		name: string,
		arguments_: readonly string[],
		onLine: (line: string) => void,
	): LineStream | ReadFailure {
		let second = Number.NEGATIVE_INFINITY;
		let lines: string[] = [];
		const result = this.#root.stream(name, arguments_, line => {
			// The lines of one second are one print of the command.
			const now = Math.floor(this.#seconds());
			lines = now === second ? [...lines, line] : [line];
			second = now;
			this.#keep(commandFile(name, arguments_), lines.join('\n'), second);
			onLine(line);
		});
		if (isFailure(result)) {
			this.#keep(commandFile(name, arguments_), result);
		}

		return result;
	}

	now(): number {
		return this.#root.now();
	}

	async fpsScale(): Promise<number | ReadFailure | undefined> {
		return this.#root.fpsScale?.();
	}

	/**
	Writes what was read so far as the tree of a recorded board, without what names this machine or its user.

	@param folder Is made where it is missing, for its owner alone; must be empty.
	@returns Files that were written.
	@throws Error of the system, when nothing is left in the folder, or where it holds something.
	*/
	write(folder: string): number {
		checkEmpty(folder);
		chmodSync(folder, 0o700);
		try {
			return this.#fill(folder);
		} catch (error) {
			// Half a board would pass for one that has no more sensors.
			for (const name of readdirSync(folder)) {
				rmSync(path.join(folder, name), {recursive: true, force: true});
			}

			throw error;
		}
	}

	#fill(folder: string): number {
		let count = 0;
		for (const [file, points] of this.#files) {
			if (privateFile.test(file)) {
				continue;
			}

			const target = path.join(folder, file);
			makeFolder(path.dirname(target));
			writeFileSync(target, `${points[0]!.content}\n`);
			count++;
			if (points.length > 1) {
				writeFileSync(`${target}.series`, asSeries(points));
				count++;
			}
		}

		for (const listed of this.#listed) {
			if (!this.#files.has(listed) && !privateFile.test(listed)) {
				makeFolder(path.join(folder, listed));
			}
		}

		return count;
	}

	#seconds(): number {
		return Math.max(0, Math.round((this.#root.now() - this.#beganAtMs) / 10) / 100);
	}

	#keep(file: string, result: string | ReadFailure, seconds = this.#seconds()): void {
		if (isFailure(result) && result.kind === 'missing') {
			return;
		}

		const content = isFailure(result) ? `!${result.code}` : withoutIdentity(result);
		const points = this.#files.get(file) ?? [];
		const last = points.at(-1);
		if (last?.seconds === seconds) {
			points.pop();
		}

		if (points.at(-1)?.content !== content) {
			points.push({seconds, content});
		}

		this.#files.set(file, points);
	}
}
