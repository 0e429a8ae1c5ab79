import {execFileSync} from 'node:child_process';
import {
	chmodSync,
	cpSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import path from 'node:path';
import {gzipSync} from 'node:zlib';
import type {Target} from './targets.js';

/** Where each shell looks for completions. */
const completions: ReadonlyArray<readonly [string, string]> = [
	['bash', 'usr/share/bash-completion/completions/edgetop'],
	['zsh', 'usr/share/zsh/vendor-completions/_edgetop'],
	['fish', 'usr/share/fish/vendor_completions.d/edgetop.fish'],
];

const write = (file: string, content: string | Uint8Array): void => {
	mkdirSync(path.dirname(file), {recursive: true});
	writeFileSync(file, content);
	chmodSync(file, 0o644);
};

const sizeOf = (folder: string): number =>
	readdirSync(folder, {recursive: true, withFileTypes: true})
		.filter(entry => entry.isFile())
		.reduce(
			(sum, entry) =>
				sum + Math.ceil(statSync(path.join(entry.parentPath, entry.name)).size / 1024),
			0,
		);

/** The completion script that the program prints. */
const completionOf = (cli: string, shell: string): string =>
	execFileSync(process.execPath, [cli, 'completion', shell], {
		encoding: 'utf8',
		stdio: ['ignore', 'pipe', 'inherit'],
	});

const control = (version: string, target: Target, installedKiB: number): string =>
	`Package: edgetop
Version: ${version}
Architecture: ${target.debianArch}
Maintainer: The edgetop authors <edgetop@localhost>
Installed-Size: ${installedKiB}
Depends: libc6 (>= 2.28), libstdc++6 (>= 8)
Suggests: ffmpeg, python3
Section: utils
Priority: optional
Description: top for neural networks on edge boards
 Runs a classifier frame by frame and shows frames a second, latency
 percentiles, accuracy, temperature, power and clocks, and says when, how much
 and why the board slowed down. Brings its own Node.
`;

/** Makes the content of the `.deb` from a laid-out build: the build below /usr/lib, man page, completions and a systemd unit (not enabled). */
export function layOutDebian(
	root: string,
	target: Target,
	{build, folder, cli}: {build: string; folder: string; cli: string},
): void {
	rmSync(folder, {recursive: true, force: true});
	const at = (name: string) => path.join(folder, name);
	const {version} = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
		version: string;
	};
	mkdirSync(at('usr/bin'), {recursive: true});
	cpSync(build, at('usr/lib/edgetop'), {recursive: true});
	symlinkSync('../lib/edgetop/bin/edgetop', at('usr/bin/edgetop'));
	write(
		at('usr/lib/systemd/system/edgetop@.service'),
		readFileSync(path.join(root, 'scripts/release/files/edgetop@.service')),
	);
	write(
		at('usr/share/doc/edgetop/copyright'),
		`${readFileSync(path.join(root, 'LICENSE'), 'utf8')}
What comes from others, and under which licence: /usr/lib/edgetop/NOTICE and /usr/lib/edgetop/licences/.

${readFileSync(path.join(root, 'NOTICE'), 'utf8')}`,
	);
	write(
		at('usr/share/doc/edgetop/changelog.gz'),
		gzipSync(readFileSync(path.join(root, 'CHANGELOG.md'))),
	);
	write(
		at('usr/share/man/man1/edgetop.1.gz'),
		gzipSync(readFileSync(path.join(root, 'docs', 'edgetop.1'))),
	);
	for (const [shell, file] of completions) {
		write(at(file), completionOf(cli, shell));
	}

	// Whatever the umask of who builds it.
	chmodSync(folder, 0o755);
	for (const entry of readdirSync(folder, {recursive: true, withFileTypes: true})) {
		if (entry.isDirectory()) {
			chmodSync(path.join(entry.parentPath, entry.name), 0o755);
		}
	}

	write(at('DEBIAN/control'), control(version, target, sizeOf(folder)));
	chmodSync(at('DEBIAN'), 0o755);
}
