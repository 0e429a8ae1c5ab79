import {boardFolder} from '../../ssh/far-program.js';
import {type Outcome} from '../../ssh/link.js';
import {sanitize} from '../../text/sanitize.js';
import {UserError} from '../../text/user-error.js';

/** glibc that Node 20 and onnxruntime need. */
const leastGlibc = [2, 28] as const;

/** Bytes that a build takes there while it is unpacked: the file and its content. */
const neededBytes = 300e6;

/** What a board says of itself. */
export type Board = {
	readonly system: string;
	readonly machine: string;
	/** Of its programs, not of its kernel. */
	readonly bits?: number;
	/** As in `2.31`; absent: another C library. */
	readonly glibc?: string;
	readonly freeBytes?: number;
	/** Its clock, seconds since 1970. */
	readonly seconds?: number;
	/** Tools that it lacks. */
	readonly without: readonly string[];
	/** Names of complete builds there. */
	readonly builds: readonly string[];
	/** Bytes of what was copied of a build so far, by name. */
	readonly partial: ReadonlyMap<string, number>;
};

/** For the board's `sh`: prints what `parseBoard` reads. Old shells and busybox know all of it. */
export const lookScript = `LC_ALL=C; export LC_ALL
cd || exit 1
echo "system=$(uname -s)"
echo "machine=$(uname -m)"
echo "bits=$(getconf LONG_BIT 2>/dev/null)"
echo "glibc=$(getconf GNU_LIBC_VERSION 2>/dev/null)"
echo "free=$(df -Pk . 2>/dev/null | tail -n 1 | awk '{print $4}')"
echo "seconds=$(date +%s)"
for tool in tar xz sha256sum flock; do command -v $tool >/dev/null 2>&1 || echo "without=$tool"; done
for file in ${boardFolder}/builds/*/bin/edgetop; do [ -x "$file" ] && echo "build=$file"; done
for file in ${boardFolder}/builds/*.partial; do [ -f "$file" ] && echo "partial=$(wc -c < "$file") $file"; done
exit 0
`;

const wholeOf = (text: string | undefined): number | undefined =>
	text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;

/**
Why `lookScript` told nothing: the account has no shell, no home, or one that knows no `sh`. Undefined where it told something.

@param outcome What came of it.
*/
export const lookTrouble = (name: string, {stdout, stderr}: Outcome): string | undefined => {
	if (/^system=/m.test(stdout)) {
		return undefined;
	}

	const said = `${stdout}\n${stderr}`.trim().split('\n').at(-1)!;
	const host = sanitize(name, 80);
	return `${host}: sh there does not answer${said === '' ? '' : ` (${sanitize(said, 200)})`}: ssh ${host} sh -c true must work first, in a home folder of this user's`;
};

/** Reads what `lookScript` printed. Lines of a chatty login are passed over. */
export const parseBoard = (text: string): Board => {
	const pairs = text
		.split('\n')
		.map(line => /^([a-z]+)=(.*)$/.exec(line.trim()))
		.filter(found => found !== null)
		.map(([, name, value]) => [name!, value!] as const);
	const values = new Map(pairs);
	const all = (name: string) => pairs.filter(([key]) => key === name).map(([, value]) => value);
	const free = wholeOf(values.get('free'));
	return {
		system: values.get('system') ?? '',
		machine: values.get('machine') ?? '',
		bits: wholeOf(values.get('bits')),
		glibc: /^glibc (\d+\.\d+)/.exec(values.get('glibc') ?? '')?.[1],
		freeBytes: free === undefined ? undefined : free * 1024,
		seconds: wholeOf(values.get('seconds')),
		without: all('without'),
		builds: all('build').map(file => file.split('/').at(-3)!),
		partial: new Map(
			all('partial').flatMap(value => {
				const [, size, name] = /^\s*(\d+) .*\/([^/]+)\.partial$/.exec(value) ?? [];
				return name === undefined ? [] : [[name, Number(size)] as const];
			}),
		),
	};
};

const isOldGlibc = (version: string): boolean => {
	const [major = 0, minor = 0] = version.split('.').map(Number);
	return major < leastGlibc[0] || (major === leastGlibc[0] && minor < leastGlibc[1]);
};

/**
The build that a board takes, as in `linux-arm64`.

@throws UserError where there is none for it, saying what is needed.
*/
export const targetOf = (name: string, board: Board): string => {
	const host = sanitize(name, 80);
	const say = (what: string): UserError => new UserError(`${host}: ${what}`);
	if (board.system !== 'Linux') {
		throw say(
			`there is no build for ${sanitize(board.system, 40) || 'its system'}; there it runs with Node 20.19 or newer, by npm (README)`,
		);
	}

	const arch = {x86_64: 'x64', aarch64: 'arm64', arm64: 'arm64'}[board.machine];
	if (arch === undefined) {
		throw say(
			`there is no build for ${sanitize(board.machine, 40)}: builds are for aarch64 and x86_64`,
		);
	}

	if (board.bits === 32) {
		throw say(`its system is 32-bit on a 64-bit processor: a 64-bit system is needed`);
	}

	if (board.glibc === undefined) {
		throw say(
			'its C library is not glibc (musl?): glibc 2.28 or newer is needed, as in Debian 10 or Ubuntu 20.04',
		);
	}

	if (isOldGlibc(board.glibc)) {
		throw say(
			`its glibc ${board.glibc} is too old: 2.28 or newer is needed (Debian 10, Ubuntu 20.04, JetPack 5); a model can run there by a Python worker from here: --backend "exec:ssh ${host} python3 …" (docs/boards.md)`,
		);
	}

	const missing = ['tar', 'xz', 'sha256sum'].find(tool => board.without.includes(tool));
	if (missing !== undefined) {
		const owner = {tar: 'tar', xz: 'xz-utils', sha256sum: 'coreutils'}[missing];
		throw say(`it has no ${missing}: apt-get install ${owner} there`);
	}

	return `linux-${arch}`;
};

/** @throws UserError where a build would not fit on its disk. */
export const checkRoom = (name: string, {freeBytes}: Board): void => {
	if (freeBytes !== undefined && freeBytes < neededBytes) {
		throw new UserError(
			`${sanitize(name, 80)}: ${Math.floor(freeBytes / 1e6)} MB are free in its home folder, ${neededBytes / 1e6} MB are needed to copy edgetop there`,
		);
	}
};

/** A clock that is a day or more off, in words; undefined where it is right or not known. */
export const clockTrouble = ({seconds}: Board, nowSeconds: number): string | undefined => {
	if (seconds === undefined || Math.abs(seconds - nowSeconds) < 86_400) {
		return undefined;
	}

	const days = Math.round(Math.abs(seconds - nowSeconds) / 86_400);
	return `its clock is ${days} days ${seconds < nowSeconds ? 'behind' : 'ahead'}: the dates of its sessions are too`;
};
