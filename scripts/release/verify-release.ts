/**
`npm run verify-release [-- --userlands FOLDER --target TARGET --suite SUITE --qemu FILE --log FILE]`: tries what `npm run release` left in `release/` as its users will, and writes what it saw to `docs/release-log.md`.

x64 runs here natively and in Debian userlands without Node, arm64 in such userlands under qemu-user. The userlands are made with debootstrap where FOLDER (`.cache/userlands`) lacks them; that needs root. What cannot be run is written down as not run.
*/
import {execFileSync} from 'node:child_process';
import {
	cpSync,
	existsSync,
	mkdirSync,
	readFileSync,
	renameSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {parseArgs} from 'node:util';
import {sha256Of} from './archive.js';
import {prepareEmulator, type Emulator} from './emulator.js';
import {checksOfBuild, checksOfInstaller, measureSlowness} from './release-checks.js';
import {targets, type Target} from './targets.js';

const root = path.resolve(import.meta.dirname, '../..');
const release = process.env['EDGETOP_RELEASE_FOLDER'] ?? path.join(root, 'release');
const {values} = parseArgs({
	options: {
		userlands: {type: 'string'},
		log: {type: 'string'},
		target: {type: 'string'},
		suite: {type: 'string', multiple: true},
		qemu: {type: 'string'},
	},
});
const userlands = path.resolve(values.userlands ?? path.join(root, '.cache', 'userlands'));
const logFile = path.resolve(values.log ?? path.join(root, 'docs', 'release-log.md'));
const {version} = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
	version: string;
};

const suites = [
	['bullseye', 'Debian 11 (glibc 2.31)'],
	['bookworm', 'Debian 12 (glibc 2.36)'],
	['trixie', 'Debian 13 (glibc 2.41)'],
] as const;
const chosenSuites = suites.filter(([suite]) => values.suite?.includes(suite) ?? true);

const lines: string[] = [];
let failures = 0;
const write = (line: string): void => {
	lines.push(line);
	console.log(line);
};

/** One line of the log: the check, and what it saw. */
const check = async (name: string, what: () => string | Promise<string>): Promise<void> => {
	try {
		write(`- ${name}: ${await what()}`);
	} catch (error) {
		failures++;
		write(`- ${name}: FAILED: ${String(error instanceof Error ? error.message : error).trim()}`);
	}
};

/** Makes a Debian userland; undefined with a reason said where that is not possible here. */
const userland = (suite: string, target: Target): string | undefined => {
	const folder = path.join(userlands, `${suite}-${target.debianArch}`);
	if (existsSync(folder)) {
		return folder;
	}

	// Made beside its place, so that one which was broken off is not taken for a whole one.
	const unfinished = `${folder}.unfinished`;
	try {
		rmSync(unfinished, {recursive: true, force: true});
		mkdirSync(userlands, {recursive: true});
		execFileSync(
			'debootstrap',
			[`--arch=${target.debianArch}`, '--variant=minbase', suite, unfinished],
			{stdio: ['ignore', 'ignore', 'ignore']},
		);
		renameSync(unfinished, folder);
		return folder;
	} catch (error) {
		rmSync(unfinished, {recursive: true, force: true});
		write(
			`- not run: debootstrap of ${suite} for ${target.debianArch} did not work here (${error instanceof Error ? error.message.split('\n')[0] : ''})`,
		);
		return undefined;
	}
};

const verify = async (place: string, target: Target): Promise<void> => {
	const tarball = path.join(release, `edgetop-${version}-${target.name}.tar.xz`);
	// A folder with a space in its name, which belongs to root: the program runs as nobody, and cannot write there.
	const folder = path.join(place, 'opt', 'any folder');
	rmSync(folder, {recursive: true, force: true});
	mkdirSync(folder, {recursive: true});
	execFileSync('tar', ['-xJf', tarball, '-C', folder, '--no-same-owner']);
	for (const name of [
		path.basename(tarball),
		'install.sh',
		`edgetop_${version}_${target.debianArch}.deb`,
	]) {
		cpSync(path.join(release, name), path.join(folder, name));
	}

	const inside = {
		folder: '/opt/any folder',
		program: `/opt/any folder/edgetop-${version}-${target.name}/bin/edgetop`,
		version,
		debianArch: target.debianArch,
		name: `edgetop-${version}-${target.name}`,
	};
	const userlandAtPace = {root: place, slowness: measureSlowness(place, inside)};
	for (const [name, what] of [
		...checksOfBuild(userlandAtPace, inside),
		...checksOfInstaller(userlandAtPace, inside),
	]) {
		await check(name, what);
	}

	rmSync(folder, {recursive: true, force: true});
};

write(`# What \`npm run verify-release\` saw

Written by it. A check that could not be run says so; each check runs the built files, as the user nobody without Node in its PATH.

edgetop ${version}, on ${os.type()} ${os.release()} ${os.machine()}, glibc of this machine ${execFileSync('getconf', ['GNU_LIBC_VERSION'], {encoding: 'utf8'}).trim()}.

## Files
`);
const chosenTargets = targets.filter(
	({name}) => values.target === undefined || values.target === name,
);
for (const line of readFileSync(path.join(release, 'SHA256SUMS'), 'utf8').trim().split('\n')) {
	const [sum, name] = line.split('  ');
	const file = path.join(release, name!);
	await check(`\`${name}\``, () => {
		const actual = sha256Of(file);
		if (actual !== sum) {
			throw new Error(`SHA-256 is ${actual}, SHA256SUMS says ${sum}`);
		}

		return `${(readFileSync(file).length / 1e6).toFixed(1)} MB, SHA-256 \`${sum}\``;
	});
}

/** The emulator for a target that is not this machine's; a text where there is none. */
const emulatorOf = (target: Target): Emulator | string | undefined => {
	if (target.arch === process.arch) {
		return undefined;
	}

	try {
		return prepareEmulator(values.qemu);
	} catch (error) {
		return error instanceof Error ? error.message : String(error);
	}
};

for (const target of chosenTargets) {
	const emulator = emulatorOf(target);
	if (typeof emulator === 'string') {
		failures++;
		write(`\n## ${target.name}\n\n- not run: ${emulator}`);
		continue;
	}

	const under = emulator === undefined ? '' : `, under qemu-user ${emulator.version}`;
	try {
		for (const [suite, title] of chosenSuites) {
			write(`\n## ${target.name} in a userland of ${title}${under}\n`);
			const folder = userland(suite, target);
			if (folder !== undefined) {
				await verify(folder, target);
			}
		}
	} finally {
		emulator?.end?.();
	}
}

write(`
## Not run here

- a board: arm64 ran under qemu-user, whose kernel, sensors and speed are this machine's
- \`docker build\` with the Dockerfile: it needs a base image from a container registry
- the unit \`edgetop@.service\` started by systemd
`);
writeFileSync(logFile, `${lines.join('\n').trimEnd()}\n`);
if (failures > 0) {
	console.error(`verify-release: ${failures} checks failed`);
	process.exitCode = 1;
}
