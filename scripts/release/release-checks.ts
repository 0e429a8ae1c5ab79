import {spawnSync} from 'node:child_process';
import {setTimeout as sleep} from 'node:timers/promises';
import pty from '@lydell/node-pty';
import xterm from '@xterm/headless';

/** A Linux userland: the folder that becomes `/`. */
export type Place = {
	readonly root: string;
	/** How many times slower than a quiet machine it starts the program; 1 at least. Under qemu, beside other work, that is ten and more. */
	readonly slowness: number;
};

/** Names inside the place. */
export type Build = {
	readonly folder: string;
	readonly program: string;
	readonly version: string;
	readonly debianArch: string;
	readonly name: string;
};

type Check = readonly [name: string, what: () => string | Promise<string>];

const quote = (word: string): string => `'${word.replaceAll("'", String.raw`'\''`)}'`;

/** What a command may take on a quiet machine, and the screen until it shows figures. */
const commandMs = 900_000;
const screenMs = 600_000;

/** `--version` on a quiet machine. */
const quietStartMs = 150;

/** Where more is measured than this, something else is wrong. */
const mostSlowness = 24;

/** The slowness of a place, from what its program took to start, ms. */
export const slownessOf = (startMs: number): number =>
	Math.min(mostSlowness, Math.max(1, startMs / quietStartMs));

/** What qemu-user is to be: a Raspberry Pi 4. All that it can be includes SVE, which it runs forty times slower; without qemu nothing reads it. */
const emulated = 'QEMU_CPU=cortex-a72';

/** The command that runs `script` in the place with its own /proc, /dev and /sys, as nobody or as root. */
const commandIn = (place: Place, script: string, user: 'nobody' | 'root'): string[] => {
	const inside = `rm -rf /tmp/home && mkdir -p /tmp/home && chown nobody /tmp/home && exec env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/tmp/home TERM=xterm-256color LANG=C.UTF-8 ${emulated} DEBIAN_FRONTEND=noninteractive ${
		user === 'nobody' ? 'setpriv --reuid=65534 --regid=65534 --clear-groups' : ''
	} sh -c ${quote(`cd /tmp/home && ${script}`)}`;
	return [
		'unshare',
		'--mount',
		'--pid',
		'--fork',
		'--kill-child',
		'sh',
		'-c',
		`cd ${quote(place.root)} && mount -t proc proc proc && mount --rbind /dev dev && mount --rbind /sys sys && exec chroot . sh -c ${quote(inside)}`,
	];
};

const run = (
	place: Place,
	script: string,
	{user = 'nobody', fails = false}: {user?: 'nobody' | 'root'; fails?: boolean} = {},
): {stdout: string; stderr: string} => {
	const [file, ...args] = commandIn(place, script, user);
	const {status, signal, stdout, stderr} = spawnSync(file!, args, {
		encoding: 'utf8',
		timeout: Math.round(commandMs * place.slowness),
		maxBuffer: 64e6,
	});
	if ((status === 0) === fails) {
		throw new Error(
			`ended with ${status ?? signal}: ${stderr.trim().split('\n').slice(-3).join(' / ')}`,
		);
	}

	return {stdout, stderr};
};

const expectThat = (isTrue: boolean, message: string): void => {
	if (!isTrue) {
		throw new Error(message);
	}
};

/** Starts the screen in a pseudo-terminal, waits for counted frames, and ends it with the key of a user. */
const screen = async (place: Place, command: string): Promise<string> => {
	const [file, ...args] = commandIn(place, command, 'nobody');
	const terminal = new xterm.Terminal({cols: 120, rows: 40, allowProposedApi: true});
	const child = pty.spawn(file!, args, {cols: 120, rows: 40, name: 'xterm-256color'});
	let exitCode: number | undefined;
	child.onData(text => {
		terminal.write(text);
	});
	child.onExit(end => {
		({exitCode} = end);
	});
	const shown = (): string =>
		Array.from({length: 40}, (_, row) =>
			terminal.buffer.active.getLine(row)!.translateToString(true),
		).join('\n');
	const until = async (
		isDone: () => boolean,
		what: string,
		everyTenSeconds?: () => void,
	): Promise<void> => {
		const beganMs = performance.now();
		for (let tries = 0; !isDone(); tries++) {
			if (tries % 100 === 99) {
				everyTenSeconds?.();
			}

			if (performance.now() - beganMs > screenMs * place.slowness) {
				child.kill('SIGKILL');
				throw new Error(`${what}; the screen shows: ${shown().trim().slice(0, 400)}`);
			}

			await sleep(100);
		}
	};

	await until(
		() => shown().includes('FPS') && shown().includes('p50'),
		'no screen with FPS and p50',
	);
	child.write('q');
	await until(
		() => exitCode !== undefined,
		'q does not end it',
		() => {
			child.write('q');
		},
	);
	expectThat(exitCode === 0, `ended with ${exitCode}`);
	return 'showed FPS and latency, ended with q';
};

/** How slow a userland is, by a start of the program in it; a program that does not start is told by the checks. */
export const measureSlowness = (root: string, {program}: Build): number => {
	const beganMs = performance.now();
	try {
		run({root, slowness: 1}, `${quote(program)} --version`);
	} catch {
		return 1;
	}

	return slownessOf(performance.now() - beganMs);
};

/** What a build must do from a folder that it cannot write to. */
export function checksOfBuild(place: Place, {program, version}: Build): Check[] {
	const edgetop = quote(program);
	return [
		[
			'no Node in the userland',
			() => {
				run(place, 'command -v node', {fails: true});
				return 'none';
			},
		],
		[
			'`--version`',
			() => {
				const said = run(place, `${edgetop} --version`).stdout.trim();
				expectThat(said === version, `said ${said}`);
				return said;
			},
		],
		[
			'`doctor`',
			() => {
				const {stdout} = run(place, `${edgetop} doctor`);
				expectThat(/temperature|memory|clock/i.test(stdout), 'tells of no sensor');
				return `${stdout.trim().split('\n').length} lines`;
			},
		],
		[
			'`models list`',
			() => {
				const {stdout} = run(place, `${edgetop} models list`);
				expectThat(stdout.includes('efficientnet-b0'), 'does not list efficientnet-b0');
				return 'lists efficientnet-b0';
			},
		],
		[
			'8 frames without a screen',
			() => {
				const {stdout} = run(place, `${edgetop} --headless --frames 8 --json`);
				const {segments, context} = JSON.parse(stdout) as {
					context: {node: string; host: {platform: string; os: string}};
					segments: Array<{
						frames: number;
						accuracy: {cumulative: {n: number; top1: {value: number}; top5: {value: number}}};
					}>;
				};
				const [{frames, accuracy}] = segments as [(typeof segments)[0]];
				const {n, top1, top5} = accuracy.cumulative;
				expectThat(
					frames === 8 && n === 8 && top1.value >= 0.75,
					`${frames} frames, accuracy ${JSON.stringify(accuracy.cumulative)}`,
				);
				return `${n} answers, top-1 ${top1.value * n} of ${n} right, top-5 ${top5.value * n} (${context.host.os}, ${context.host.platform}, Node ${context.node})`;
			},
		],
		['the screen in a pseudo-terminal', async () => screen(place, edgetop)],
	];
}

/** What the `.deb` brings beside the program. */
const packaged = {
	'systemd unit': '/usr/lib/systemd/system/edgetop@.service',
	'man page': '/usr/share/man/man1/edgetop.1.gz',
	'completions for bash': '/usr/share/bash-completion/completions/edgetop',
	'for zsh': '/usr/share/zsh/vendor-completions/_edgetop',
	'for fish': '/usr/share/fish/vendor_completions.d/edgetop.fish',
} as const;

/** What the ways to install it must do. */
export function checksOfInstaller(
	place: Place,
	{folder, name, version, debianArch}: Build,
): Check[] {
	const at = quote(folder);
	return [
		[
			'`install.sh` as a user',
			() => {
				run(place, 'apt-get -qq install -y --no-install-recommends xz-utils', {user: 'root'});
				const {stdout} = run(
					place,
					`sh ${at}/install.sh >/dev/null && ls -A .local/lib && .local/bin/edgetop --version`,
				);
				expectThat(stdout === `${name}\n${version}\n`, `left ${stdout}`);
				return `~/.local/bin/edgetop says ${version}`;
			},
		],
		[
			'`install.sh` with a damaged file',
			() => {
				const script = `cp ${at}/install.sh . && head -c 1000000 ${at}/${name}.tar.xz > ${name}.tar.xz && sh install.sh`;
				const {stderr} = run(place, `${script}; code=$?; ls -A .local/lib >&2; exit $code`, {
					fails: true,
				});
				expectThat(stderr.includes('damaged') && !stderr.includes('.edgetop-'), `said ${stderr}`);
				return 'refuses it, and leaves nothing';
			},
		],
		[
			'the `.deb`',
			() => {
				const file = `${at}/edgetop_${version}_${debianArch}.deb`;
				const files = Object.values(packaged).join(' ');
				const {stdout} = run(
					place,
					`dpkg -i ${file} >/dev/null && edgetop --version && { ls ${files} 2>/dev/null; dpkg -r edgetop >/dev/null 2>&1 && [ ! -e /usr/bin/edgetop ] && [ ! -e /usr/lib/edgetop ] && ! ls ${files} 2>/dev/null; }`,
					{user: 'root'},
				);
				expectThat(stdout.startsWith(`${version}\n`), `said ${stdout}`);
				const lines = new Set(stdout.split('\n'));
				const missing = Object.entries(packaged).filter(([, name]) => !lines.has(name));
				expectThat(
					missing.length === 0,
					`brings no ${missing.map(([what, name]) => `${what} (${name})`).join(', ')}`,
				);
				return `installs, says ${version}, brings ${Object.keys(packaged).join(', ')}; is removed without a trace`;
			},
		],
	];
}
