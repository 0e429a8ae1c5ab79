/**
A checkout in miniature with the project's real set-up scripts: one program, one asset, and compiler and bundler as its only dependencies, linked from here so that no network is needed.
*/
import {cpSync, mkdirSync, mkdtempSync, readdirSync, writeFileSync} from 'node:fs';
import {spawn} from 'node:child_process';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {fileURLToPath} from 'node:url';

const projectRoot = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');

const tools = ['typescript-7', 'esbuild'] as const;
const folderOf = (tool: string): string => path.join(projectRoot, 'node_modules', tool);

/** A bundler that bundles what there is. */
const bundleScript = `import {build} from 'esbuild';
export const bundle = (root, folder) =>
	build({absWorkingDir: root, entryPoints: ['source/cli.ts'], outdir: folder, platform: 'node', format: 'esm'});
`;

const program = `#!/usr/bin/env node
declare const process: any;
declare const setTimeout: any;
if (process.argv.includes('--json')) {
	process.stdout.write(JSON.stringify({script: process.argv[1], args: process.argv.slice(2)}) + '\\n');
} else {
	process.on('SIGINT', () => process.exit(130));
	process.stdout.write(\`terminal \${process.stdout.isTTY === true}\\n\`);
	setTimeout(() => {}, 30_000);
}
`;

export type Checkout = {
	readonly root: string;
	/** Writes a file of the checkout, relative to its root. */
	write(file: string, text: string): void;
};

/** @param isBundled Whether its program is a bundle. */
export const makeCheckout = (isBundled = false): Checkout => {
	const root = mkdtempSync(path.join(os.tmpdir(), 'edgetop-checkout-'));
	const write = (file: string, text: string) => {
		mkdirSync(path.dirname(path.join(root, file)), {recursive: true});
		writeFileSync(path.join(root, file), text);
	};

	for (const script of ['setup', 'setup.mjs', 'start.mjs']) {
		cpSync(path.join(projectRoot, 'scripts', script), path.join(root, 'scripts', script), {
			recursive: true,
		});
	}

	const about = {name: 'miniature', version: '1.0.0'};
	const devDependencies = Object.fromEntries(
		tools.map(tool => [tool, `file:${folderOf(tool)}`] as const),
	);
	write(
		'package.json',
		JSON.stringify({
			...about,
			type: 'module',
			bin: {miniature: 'dist/cli.js'},
			scripts: {start: 'node scripts/start.mjs', prepack: 'node scripts/setup.mjs'},
			devDependencies,
		}),
	);
	write(
		'package-lock.json',
		JSON.stringify({
			...about,
			lockfileVersion: 3,
			requires: true,
			packages: {
				'': {...about, devDependencies},
				...Object.fromEntries(
					tools.flatMap((tool): Array<readonly [string, object]> => {
						const resolved = path.relative(root, folderOf(tool));
						return [
							[`node_modules/${tool}`, {resolved, link: true}],
							[resolved, {version: '5.0.0', dev: true}],
						];
					}),
				),
			},
		}),
	);
	write(
		'tsconfig.json',
		JSON.stringify({
			compilerOptions: {
				outDir: 'dist',
				rootDir: 'source',
				module: 'node16',
				target: 'es2022',
				types: [],
				strict: true,
				sourceMap: true,
				declaration: true,
				noEmitOnError: true,
				incremental: true,
				tsBuildInfoFile: 'dist/.tsbuildinfo',
			},
			include: ['source'],
		}),
	);
	if (isBundled) {
		write('scripts/bundle.mjs', bundleScript);
	}

	write('source/cli.ts', program);
	write('source/workers/worker.py', 'print("hello")\n');
	return {root, write};
};

export type Finished = {
	readonly code: number | undefined;
	readonly stdout: string;
	readonly stderr: string;
};

/** Runs a command in a folder as a person would: without the variables of the npm that runs the tests. */
export const runIn = async (
	folder: string,
	command: string,
	args: readonly string[],
	env: Readonly<Record<string, string>> = {},
): Promise<Finished> =>
	new Promise((resolve, reject) => {
		const ours = Object.entries(process.env).filter(
			([name]) => !/^(npm_|NODE_ENV|INIT_CWD)/i.test(name),
		);
		const child = spawn(command, args, {
			cwd: folder,
			env: {...Object.fromEntries(ours), ...env},
			stdio: ['ignore', 'pipe', 'pipe'],
		});
		let stdout = '';
		let stderr = '';
		child.stdout.setEncoding('utf8').on('data', (text: string) => {
			stdout += text;
		});
		child.stderr.setEncoding('utf8').on('data', (text: string) => {
			stderr += text;
		});
		child.once('error', reject);
		child.once('close', code => {
			resolve({code: code ?? undefined, stdout, stderr});
		});
	});

/** Names of the files in `dist/`, without the records that compiler and set-up keep there. */
export const distOf = (root: string): readonly string[] =>
	readdirSync(path.join(root, 'dist'), {recursive: true, withFileTypes: true})
		.filter(entry => entry.isFile() && !entry.name.startsWith('.'))
		.map(entry => path.relative(path.join(root, 'dist'), path.join(entry.parentPath, entry.name)))
		.sort();
