import {endOf, quote, sshFailed, sshTrouble, type Link} from '../../ssh/link.js';
import {boardFolder} from '../../ssh/far-program.js';
import {sanitize} from '../../text/sanitize.js';

/** How following a bench on a board ended. */
export type FarEnd =
	| {
			readonly kind: 'ended';
			readonly exitCode: number;
			/** The last that it said on stderr. */
			readonly last: string;
	  }
	/** Its process is gone without a word: killed, or the board went down. */
	| {readonly kind: 'gone'; readonly last: string}
	/** The connection is lost: it goes on there. */
	| {readonly kind: 'lost'; readonly reason: string}
	/** It could not be begun there. */
	| {readonly kind: 'refused'; readonly reason: string};

const folderOf = (key: string): string => `${boardFolder}/bench/${key}`;

/** Shell: whether the process in `$pid` is the bench that began in `$d`; a number that another process got later began at another time. */
const isAlive = `since() { sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -d ' ' -f 20; }
alive() { [ -n "$pid" ] && kill -0 "$pid" 2>/dev/null && [ "$(since "$pid")" = "$(cat "$d/since" 2>/dev/null)" ]; }`;

/** What is followed on a board. */
export type FarBench = {
	/** Its folder there. */
	readonly key: string;
	readonly program: string;
	readonly args: readonly string[];
	/** Which result that lies there and was never fetched is taken instead of measuring again: of a bench that came to its end, any, or none. */
	readonly takes: 'ended' | 'any' | 'none';
};

const taken: Readonly<Record<FarBench['takes'], string>> = {
	ended: '0|1',
	any: '?*',
	none: '-',
};

/*
Starts the bench, or finds the one that goes on, and follows it: `says=` what it said last, `code=` at the end. It writes every 5 s, so that it ends with its connection; the bench itself does not.
*/
const followScript = ({key, program, args, takes}: FarBench): string => `cd || exit 1
d=${folderOf(key)}
mkdir -p "$d" || exit 1
${isAlive}
pid=$(cat "$d/pid" 2>/dev/null)
isThere=
if alive; then
	isThere=yes
	echo found=yes
else
	case $(cat "$d/code" 2>/dev/null) in ${taken[takes]}) isThere=yes ;; esac
fi
if [ -z "$isThere" ]; then
	rm -f "$d/code" "$d/out" "$d/err" "$d/pid" "$d/since"
	: > "$d/err" || exit 1
	(
		trap '' HUP
		sh -c 'sed "s/.*) //" /proc/$$/stat 2>/dev/null | cut -d " " -f 20 > "$0/since"; echo $$ > "$0/pid" && exec "$@"' "$d" ${[program, ...args].map(word => quote(word)).join(' ')} > "$d/out" 2> "$d/err"
		echo $? > "$d/code.new" && mv "$d/code.new" "$d/code"
	) < /dev/null > /dev/null 2>&1 &
fi
echo begun=yes
last=
turn=0
while :; do
	ended=
	[ -f "$d/code" ] && ended=yes
	pid=$(cat "$d/pid" 2>/dev/null)
	if [ -z "$ended" ] && [ $turn -gt 5 ] && ! alive; then sleep 1; [ -f "$d/code" ] || ended=gone; fi
	line=$(tail -n 1 "$d/err" 2>/dev/null)
	if [ "$line" != "$last" ]; then last=$line; printf 'says=%s' "$line"; echo; fi
	[ -n "$ended" ] && break
	turn=$((turn + 1))
	[ $((turn % 5)) -eq 0 ] && echo beat=yes
	sleep 1
done
if [ "$ended" = gone ]; then echo code=gone; else echo "code=$(cat "$d/code")"; fi
exit 0
`;

/** Calls back with each whole line; what is longer than any line of ours is cut. */
const eachLine = (stream: NodeJS.ReadableStream, onLine: (line: string) => void): void => {
	const longest = 4096;
	let rest = '';
	stream.on('data', (chunk: Buffer) => {
		const lines = `${rest}${chunk.toString()}`.split('\n');
		rest = lines.pop()!.slice(0, longest);
		for (const line of lines) {
			onLine(line.slice(0, longest));
		}
	});
};

/**
Starts a bench on a board, or finds the one of this name that goes on there, and follows it to its end. Keys of this terminal do not reach it.

@param say What it says, fit for a terminal.
@throws UserError where ssh cannot be started.
*/
export const followBench = async (
	link: Link,
	bench: FarBench,
	say: (text: string) => void,
): Promise<FarEnd> => {
	const child = link.start('exec sh', 'pipe', ['-T'], true);
	let last = '';
	let exit: string | undefined;
	let hasBegun = false;
	let trouble = '';
	eachLine(child.stdout!, line => {
		const [, name, value] = /^(says|code|begun|found)=(.*)$/.exec(line) ?? [];
		switch (name) {
			case 'says': {
				last = sanitize(value!, 200);
				say(last);
				break;
			}

			case 'code': {
				exit = value;
				break;
			}

			case 'begun': {
				hasBegun = true;
				break;
			}

			case 'found': {
				say('goes on there: back to it');
				break;
			}

			default:
			// A heartbeat, or a chatty login.
		}
	});
	child.stderr!.on('data', (chunk: Buffer) => {
		trouble = `${trouble}${chunk.toString()}`.slice(-4096);
	});
	child.stdin!.on('error', () => undefined);
	child.stdin!.end(followScript(bench));
	const code = await endOf(child);
	if (exit === 'gone') {
		return {kind: 'gone', last};
	}

	if (exit !== undefined && /^\d+$/.test(exit)) {
		return {kind: 'ended', exitCode: Number(exit), last};
	}

	return code === sshFailed || hasBegun
		? {kind: 'lost', reason: sshTrouble(link.board, trouble)}
		: {
				kind: 'refused',
				reason: `${sanitize(link.board, 80)}: ${sanitize(trouble.trim().split('\n').at(-1) ?? '', 200) || 'its home folder cannot be written'}`,
			};
};

/**
Ends a bench that goes on there, as Ctrl-C does: what it measured stays, and it prints it.

@throws UserError where the board cannot be reached.
*/
export const endBench = async (link: Link, key: string): Promise<void> => {
	await link.run(`cd || exit 1
d=${folderOf(key)}
${isAlive}
for turn in 1 2 3 4 5; do
	pid=$(cat "$d/pid" 2>/dev/null)
	alive && { kill -TERM "$pid"; exit 0; }
	[ -f "$d/code" ] && exit 0
	sleep 1
done
exit 0
`);
};

/**
What it printed.

@throws UserError where the board cannot be reached.
*/
export const fetchResult = async (link: Link, key: string): Promise<string> => {
	const {stdout} = await link.run(`cd && cat ${folderOf(key)}/out`);
	return stdout;
};

/** Removes what followed it there; what was measured stays. */
export const forgetBench = async (link: Link, key: string): Promise<void> => {
	await link.run(`cd && rm -rf ${folderOf(key)}`);
};
