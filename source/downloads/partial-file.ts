import {createHash, type Hash} from 'node:crypto';
import {createReadStream} from 'node:fs';
import {type FileHandle, open, readFile, rm, writeFile} from 'node:fs/promises';

/*
A file that is not whole yet: NAME.part, and NAME.part.json with where it comes from. Either may be the work of a process that was killed at any moment: nothing in them is trusted beyond "these bytes may be a beginning", and the checksum at the end decides.
*/

/** What a resumed transfer must match. */
export type Origin = {
	readonly url: string;
	/** Strong entity tag of the server, where it gave one. */
	readonly etag?: string;
};

export class PartialFile {
	readonly path: string;
	#handle: FileHandle | undefined;
	#size = 0;
	#hash: Hash = createHash('sha256');

	constructor(path: string) {
		this.path = path;
	}

	/** Bytes so far. */
	get size(): number {
		return this.#size;
	}

	/** SHA-256 of the bytes so far. */
	sha256(): string {
		return this.#hash.copy().digest('hex');
	}

	/** Opens what an earlier attempt left, and hashes it. */
	async open(): Promise<void> {
		this.#handle = await open(this.path, 'a');
		this.#hash = createHash('sha256');
		this.#size = 0;
		for await (const piece of createReadStream(this.path, {highWaterMark: 2 ** 20})) {
			const bytes = piece as Uint8Array;
			this.#hash.update(bytes);
			this.#size += bytes.length;
		}
	}

	async origin(): Promise<Origin | undefined> {
		try {
			const value: unknown = JSON.parse(await readFile(`${this.path}.json`, 'utf8'));
			const {url, etag} = value as Record<string, unknown>;
			return typeof url === 'string' ? {url, ...(typeof etag === 'string' && {etag})} : undefined;
		} catch {
			return undefined;
		}
	}

	async setOrigin(origin: Origin): Promise<void> {
		await writeFile(`${this.path}.json`, JSON.stringify(origin));
	}

	async append(bytes: Uint8Array): Promise<void> {
		await this.#handle?.appendFile(bytes);
		this.#hash.update(bytes);
		this.#size += bytes.length;
	}

	/** Starts from nothing. */
	async clear(): Promise<void> {
		await this.#handle?.truncate(0);
		this.#hash = createHash('sha256');
		this.#size = 0;
	}

	/** Makes sure that the bytes are on the disk, and closes. */
	async close(): Promise<void> {
		const handle = this.#handle;
		this.#handle = undefined;
		try {
			await handle?.sync();
		} finally {
			await handle?.close();
		}
	}

	async remove(): Promise<void> {
		await this.close();
		await rm(this.path, {force: true});
		await rm(`${this.path}.json`, {force: true});
	}
}
