import {execFileSync} from 'node:child_process';
import {existsSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import {sanitize} from '../../source/text/sanitize.js';

/** Version 7.2 dies of SIGSEGV as onnxruntime opens a model; 10.0 runs it. */
const leastMajor = 10;

const registry = '/proc/sys/fs/binfmt_misc';

/** The first 20 bytes of an arm64 program, and which of their bits count. */
const magic = String.raw`\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\xb7\x00`;
const mask = String.raw`\xff\xff\xff\xff\xff\xff\xff\x00\xff\xff\xff\xff\xff\xff\xff\xff\xfe\xff\xff\xff`;

/** qemu-user for arm64 programs, known to the kernel. */
export type Emulator = {
	/** As it says itself: `10.0.13`. */
	readonly version: string;
	/** Takes away what was registered for it; absent: nothing was. */
	readonly end?: () => void;
};

/** The version that an emulator tells; undefined where it does not start. */
export const versionOf = (file: string): string | undefined => {
	try {
		const said = execFileSync(file, ['--version'], {
			encoding: 'utf8',
			stdio: ['ignore', 'pipe', 'ignore'],
		});
		return /version (\d+[\d.]*)/.exec(said)?.[1];
	} catch {
		return undefined;
	}
};

const isNewEnough = (version: string | undefined): version is string =>
	version !== undefined && Number.parseInt(version, 10) >= leastMajor;

/** What the kernel starts already for arm64 programs. */
const registered = (): string[] =>
	existsSync(registry)
		? readdirSync(registry)
				.filter(name => name.endsWith('aarch64'))
				.map(name => readFileSync(path.join(registry, name), 'utf8'))
				.filter(text => text.startsWith('enabled'))
				.map(text => /^interpreter (.+)$/m.exec(text)?.[1])
				.filter(file => file !== undefined)
		: [];

const candidates = (given: string | undefined): string[] =>
	given === undefined
		? (process.env['PATH'] ?? '')
				.split(':')
				.flatMap(folder => [
					path.join(folder, 'qemu-aarch64-static'),
					path.join(folder, 'qemu-aarch64'),
				])
				.filter(file => existsSync(file))
		: [path.resolve(given)];

/**
Finds a qemu-user that runs onnxruntime, and tells the kernel to start arm64 programs with it, also below another `/`. Needs root.

@param given Path of one; else those in PATH are tried.
@throws {Error} in one line, with what is needed.
*/
export function prepareEmulator(given?: string): Emulator {
	const known = registered().map(file => versionOf(file));
	if (given === undefined && known.length > 0 && known.every(version => isNewEnough(version))) {
		return {version: known[0]!};
	}

	const seen = candidates(given).map(file => ({file, version: versionOf(file)}));
	const found = seen.find(({version}) => isNewEnough(version));
	if (found === undefined) {
		const have = seen.map(({file, version}) => `${file} is ${version ?? 'no qemu'}`).join(', ');
		throw new Error(
			`qemu-aarch64 ${leastMajor} or newer is needed (${sanitize(have, 200) || 'none is in PATH'}): it is in the package qemu-user of Debian 13; name its file with --qemu FILE`,
		);
	}

	const name = `edgetop-${process.pid}-aarch64`;
	try {
		if (!existsSync(path.join(registry, 'register'))) {
			execFileSync('mount', ['-t', 'binfmt_misc', 'binfmt_misc', registry], {stdio: 'ignore'});
		}

		// F: opened now, so that it is found below another root too; P is left out: no program asks for its own name.
		writeFileSync(
			path.join(registry, 'register'),
			`:${name}:M::${magic}:${mask}:${found.file}:OCF`,
		);
	} catch (error) {
		throw new Error(
			`the kernel cannot be told to start arm64 programs with ${found.file} (${error instanceof Error ? error.message : String(error)}): that needs root and binfmt_misc`,
			{cause: error},
		);
	}

	return {
		version: found.version!,
		end() {
			writeFileSync(path.join(registry, name), '-1');
		},
	};
}
