import {existsSync, readFileSync, statSync} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import {sha256OfFile} from '../../downloads/hash-file.js';
import {cacheFolder, packageFolder} from '../../system/folders.js';
import {errnoText} from '../../system/errno-text.js';
import {edgetopVersion} from '../../system/version.js';
import {boardFolder} from '../../ssh/far-program.js';
import {sanitize} from '../../text/sanitize.js';
import {UserError} from '../../text/user-error.js';
import {quote, type Link} from '../../ssh/link.js';
import {checkRoom, type Board} from './board.js';

/** A build that lies on this machine. */
export type BuildFile = {
	readonly file: string;
	/** Name of the folder in it. */
	readonly content: string;
	/** Its name on a board: of version, system and content. */
	readonly name: string;
	readonly sha256: string;
	readonly bytes: number;
};

const foldersOfBuilds = (): string[] => {
	const given = process.env['EDGETOP_BUILDS'];
	return [
		...(given ? [given] : []),
		path.join(packageFolder, 'release'),
		path.join(cacheFolder(), 'builds'),
	];
};

/** What the file is, and what the list beside it says that it is: it may be taken away or made anew meanwhile. */
const sumsOf = async (file: string, sums: string) => {
	try {
		return {
			sha256: await sha256OfFile(file),
			bytes: statSync(file).size,
			said: existsSync(sums)
				? readFileSync(sums, 'utf8')
						.split('\n')
						.find(line => line.endsWith(`  ${path.basename(file)}`))
						?.split(' ')[0]
				: undefined,
		};
	} catch (error) {
		throw new UserError(`cannot read ${sanitize(file)}: ${errnoText(error)}`, {cause: error});
	}
};

/**
The build of this version for a system, as `npm run release` leaves it. One that is not what the `SHA256SUMS` beside it says is refused.

@throws UserError
*/
export const findBuild = async (target: string): Promise<BuildFile> => {
	const content = `edgetop-${edgetopVersion}-${target}`;
	const folders = foldersOfBuilds();
	const folder = folders.find(place => existsSync(path.join(place, `${content}.tar.xz`)));
	if (folder === undefined) {
		throw new UserError(
			`no ${content}.tar.xz here: put it, with its SHA256SUMS, into ${path.join(cacheFolder(), 'builds')} or name its folder with EDGETOP_BUILDS (npm run release makes it in a checkout)`,
		);
	}

	const file = path.join(folder, `${content}.tar.xz`);
	const sums = path.join(folder, 'SHA256SUMS');
	const {sha256, bytes, said} = await sumsOf(file, sums);
	if (said !== undefined && said !== sha256) {
		throw new UserError(`${file} is damaged: its SHA-256 is not the one in ${sums}`);
	}

	return {file, content, name: `${content}-${sha256.slice(0, 12)}`, sha256, bytes};
};

/** What `receiveScript` ends with where another one copies, or has copied since the board was looked at. */
const isBusy = 75;

/*
Takes the rest of a build. Two at once would mix their halves. What cannot be written (a full disk) is removed; what a lost connection leaves stays.
*/
const receiveScript = (
	name: string,
	offset: number,
	hasFlock: boolean,
): string => `LC_ALL=C; export LC_ALL
cd && cd ${boardFolder}/builds || exit 1
exec 9> ${name}.lock || exit 1
${hasFlock ? `flock -n 9 || exit ${isBusy}` : ''}
size=0
[ ! -f ${name}.partial ] || size=$(wc -c < ${name}.partial)
[ "$size" -eq ${offset} ] || exit ${isBusy}
tee -a ${name}.partial > /dev/null && exit 0
rm -f ${name}.partial
exit 1`;

const finishScript = ({
	name,
	content,
	sha256,
}: BuildFile): string => `cd && cd ${boardFolder}/builds || exit 1
[ -d ${name} ] && { rm -f ${name}.partial; echo there; exit 0; }
sum=$(sha256sum < ${name}.partial | cut -d' ' -f1)
if [ "$sum" != ${sha256} ]; then rm -f ${name}.partial; echo damaged; exit 1; fi
work=.unpack-$$
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
mkdir "$work" || exit 1
tar -xJf ${name}.partial -C "$work" || { rm -f ${name}.partial; echo unpack; exit 1; }
"$work/${content}/bin/edgetop" --version >/dev/null || { rm -f ${name}.partial; echo start; exit 1; }
mv "$work/${content}" ${name} || exit 1
rm -f ${name}.partial
echo there
`;

const troubles: Readonly<Record<string, string>> = {
	damaged: 'what arrived is damaged and was removed: run the same command again',
	unpack: 'it could not be unpacked there',
	start: 'the program does not start there',
};

/**
Brings a build to a board, once: goes on where an earlier copy stopped, checks it there, and puts it in its place whole.

@param say One line about the progress.
@throws UserError
*/
export const copyBuild = async (
	link: Link,
	board: Board,
	build: BuildFile,
	say: (text: string) => void,
): Promise<void> => {
	const {bytes: size} = build;
	const name = sanitize(link.board, 80);
	checkRoom(link.board, board);
	const partial = `${boardFolder}/builds/${build.name}.partial`;
	const made = await link.run(
		`cd && mkdir -p ${boardFolder}/builds || exit 1
size=$(wc -c < ${partial} 2>/dev/null)
[ "\${size:-0}" -le ${size} ] || rm -f ${partial}
`,
	);
	if (made.code !== 0) {
		throw new UserError(
			`${name}: ${sanitize(made.stderr.trim().split('\n').at(-1) ?? '', 200) || 'its home folder cannot be written'}`,
			{exitCode: 1},
		);
	}

	const there = board.partial.get(build.name) ?? 0;
	const offset = there <= size ? there : 0;
	let sent = offset;
	const tell = (): void => {
		say(
			`copying edgetop ${edgetopVersion} to ${name}: ${Math.floor(sent / 1e6)} of ${Math.ceil(size / 1e6)} MB`,
		);
	};

	tell();
	const timer = setInterval(tell, 1000);
	try {
		const outcome = await link.send(
			`exec sh -c ${quote(receiveScript(build.name, offset, !board.without.includes('flock')))}`,
			build.file,
			{
				offset,
				onBytes(count) {
					sent += count;
				},
			},
		);
		if (outcome.code !== 0) {
			const said = sanitize(outcome.stderr.trim().split('\n').at(-1) ?? '', 200);
			throw new UserError(
				outcome.code === isBusy
					? `${name}: somebody else copies edgetop there just now: try again in a minute`
					: `${name}: it cannot be copied there${said === '' ? '' : ` (${said})`}; nothing of it was left`,
				{exitCode: 1},
			);
		}
	} finally {
		clearInterval(timer);
	}

	const {code, stdout, stderr} = await link.run(finishScript(build));
	if (code !== 0) {
		const what = troubles[stdout.trim().split('\n').at(-1) ?? ''] ?? 'the copy failed there';
		const why = sanitize(stderr.trim().split('\n').at(-1) ?? '', 200);
		throw new UserError(`${name}: ${what}${why === '' ? '' : ` (${why})`}`, {exitCode: 1});
	}
};
