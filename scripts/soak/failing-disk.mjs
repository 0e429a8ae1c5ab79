/*
A disk that refuses: what is called of node:fs to write below a folder fails as the system would let it fail. Used by tests, and loaded before the built program, which FAILING_DISK then tells (JSON of a `Failure`).
*/
import {Buffer} from 'node:buffer';
import fs from 'node:fs';
import {syncBuiltinESMExports} from 'node:module';
import path from 'node:path';
import process from 'node:process';

const real = {...fs, promises: {...fs.promises}};

let failure;
let count = 0;

const isActive = () => failure?.when === undefined || real.existsSync(failure.when);

const isBelow = file => {
	const whole = path.resolve(String(file));
	return whole === failure.under || whole.startsWith(failure.under + path.sep);
};

/** Whether a call of this kind to this file is to fail. */
const fails = (call, file) =>
	failure !== undefined &&
	file !== undefined &&
	failure.calls.includes(call) &&
	!(failure.except && String(file).endsWith(failure.except)) &&
	isBelow(file) &&
	isActive();

const errorOf = (call, file) => {
	count++;
	return Object.assign(new Error(`${failure.code}: injected, ${call} '${file}'`), {
		code: failure.code,
		errno: -1,
		syscall: call,
		path: String(file),
	});
};

const {O_WRONLY, O_RDWR, O_CREAT, O_TRUNC} = fs.constants;
const writes = flags =>
	typeof flags === 'number'
		? (flags & (O_WRONLY | O_RDWR | O_CREAT | O_TRUNC)) !== 0
		: /[wa+]/.test(flags ?? 'r');

/** Files of open descriptors, and those that took half of a piece already. */
const files = new Map();
const torn = new Set();

const half = data => {
	const bytes =
		typeof data === 'string'
			? Buffer.from(data)
			: Buffer.from(data.buffer, data.byteOffset, data.byteLength);
	return bytes.subarray(0, bytes.length >> 1);
};

/** A call whose first argument is a path. */
const guardPath = (name, call, isWriting = () => true) => {
	const sync = `${name}Sync`;
	if (real[sync]) {
		fs[sync] = (file, ...rest) => {
			if (isWriting(...rest) && fails(call, file)) {
				throw errorOf(call, file);
			}

			return real[sync](file, ...rest);
		};
	}

	if (real[name]) {
		fs[name] = (file, ...rest) => {
			if (isWriting(...rest) && fails(call, file)) {
				process.nextTick(rest.at(-1), errorOf(call, file));
				return;
			}

			real[name](file, ...rest);
		};
	}

	if (real.promises[name]) {
		fs.promises[name] = async (file, ...rest) => {
			if (isWriting(...rest) && fails(call, file)) {
				throw errorOf(call, file);
			}

			return real.promises[name](file, ...rest);
		};
	}
};

/** A call whose first argument is a descriptor. */
const guardDescriptor = (name, call) => {
	fs[`${name}Sync`] = (descriptor, ...rest) => {
		const file = files.get(descriptor);
		if (fails(call, file)) {
			if (call === 'write' && !torn.has(descriptor)) {
				// As on a disk that fills up: a part is taken, the next piece is refused.
				torn.add(descriptor);
				const [data, offset = 0, length] = rest;
				if (typeof data !== 'string') {
					const count = (length ?? data.byteLength - offset) >> 1;
					return real.writeSync(descriptor, data, offset, count, ...rest.slice(3));
				}
			}

			throw errorOf(call, file);
		}

		return real[`${name}Sync`](descriptor, ...rest);
	};

	if (real[name]) {
		fs[name] = (descriptor, ...rest) => {
			const file = files.get(descriptor);
			if (fails(call, file)) {
				process.nextTick(rest.at(-1), errorOf(call, file));
				return;
			}

			real[name](descriptor, ...rest);
		};
	}
};

const guardHandle = (handle, file) => {
	const guarded = {
		write: 'write',
		writev: 'write',
		writeFile: 'write',
		appendFile: 'write',
		sync: 'sync',
		datasync: 'sync',
		truncate: 'truncate',
	};
	for (const [name, call] of Object.entries(guarded)) {
		const own = handle[name].bind(handle);
		handle[name] = async (...rest) => {
			if (fails(call, file)) {
				if (name === 'writeFile' || name === 'appendFile') {
					await own(half(rest[0]));
				}

				throw errorOf(call, file);
			}

			return own(...rest);
		};
	}

	return handle;
};

const guardWhole = name => {
	fs[`${name}Sync`] = (file, data, options) => {
		if (typeof file !== 'number' && fails('open', file)) {
			throw errorOf('open', file);
		}

		const isTorn = fails('write', typeof file === 'number' ? files.get(file) : file);
		real[`${name}Sync`](file, isTorn ? half(data) : data, options);
		if (isTorn) {
			throw errorOf('write', file);
		}
	};

	fs.promises[name] = async (file, data, options) => {
		if (fails('open', file)) {
			throw errorOf('open', file);
		}

		const isTorn = fails('write', file);
		await real.promises[name](file, isTorn ? half(data) : data, options);
		if (isTorn) {
			throw errorOf('write', file);
		}
	};
};

const guard = () => {
	guardPath('open', 'open', writes);
	const {openSync, open: openSoon} = fs;
	fs.openSync = (file, ...rest) => {
		const descriptor = openSync(file, ...rest);
		files.set(descriptor, file);
		torn.delete(descriptor);
		return descriptor;
	};

	fs.open = (file, ...rest) => {
		const done = rest.pop();
		// What callers of callbacks get is what is guarded here.
		// eslint-disable-next-line n/prefer-promises/fs
		openSoon(file, ...rest, (error, descriptor) => {
			if (!error) {
				files.set(descriptor, file);
				torn.delete(descriptor);
			}

			done(error, descriptor);
		});
	};

	const {open: openHandle} = fs.promises;
	fs.promises.open = async (file, ...rest) => guardHandle(await openHandle(file, ...rest), file);
	guardWhole('writeFile');
	guardWhole('appendFile');
	for (const name of ['mkdir', 'mkdtemp']) {
		guardPath(name, 'mkdir');
	}

	guardPath('rename', 'rename');
	for (const name of ['unlink', 'rm', 'rmdir']) {
		guardPath(name, 'unlink');
	}

	guardPath('chmod', 'chmod');
	guardDescriptor('write', 'write');
	guardDescriptor('writev', 'write');
	guardDescriptor('fsync', 'sync');
	guardDescriptor('fdatasync', 'sync');
	guardDescriptor('ftruncate', 'truncate');
	syncBuiltinESMExports();
};

/** Lets calls fail until `restore`. */
export const failWrites = wanted => {
	failure = {...wanted, under: path.resolve(wanted.under)};
	count = 0;
	guard();
};

/** Ends it. Returns how many calls failed. */
export const restore = () => {
	failure = undefined;
	const {promises, ...rest} = real;
	Object.assign(fs.promises, promises);
	for (const [name, value] of Object.entries(rest)) {
		if (typeof value === 'function' && fs[name] !== value) {
			fs[name] = value;
		}
	}

	syncBuiltinESMExports();
	return count;
};

if (process.env.FAILING_DISK) {
	failWrites(JSON.parse(process.env.FAILING_DISK));
}
