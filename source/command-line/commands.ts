import {type CommandDefinition} from './definition.js';
import {allFlags, commonFlags, type FlagName} from './flags.js';
import {howLong} from './flags/how-long.js';
import {several} from './flags/several.js';
import {whatComesOut} from './flags/what-comes-out.js';
import {whatRuns} from './flags/what-runs.js';

const namesOf = <Flags extends Record<string, unknown>>(
	flags: Flags,
): Array<keyof Flags & string> => Object.keys(flags);

/** Of a run: everything but what only another command understands. */
const runFlags: readonly FlagName[] = [
	...namesOf(whatRuns),
	...namesOf(howLong),
	...namesOf(whatComesOut).filter(
		name => name !== 'failIf' && name !== 'averages' && name !== 'share',
	),
	'refresh',
	'picture',
	'theme',
	'mouse',
	'clipboard',
	'idleBaseline',
	'onHangup',
	'sensorRoot',
	'powerInput',
];

/** Of the run that a key of the wall starts on boards. */
export const wallRunFlags: readonly FlagName[] = [
	...namesOf(whatRuns),
	...namesOf(howLong).filter(name => name !== 'resume'),
];

const benchRefuses: readonly FlagName[] = [
	'passes',
	'model',
	'backend',
	'journal',
	'minFps',
	'maxP99',
	'minTop1',
];

/** Of a bench on this machine. */
export const benchFlags: readonly FlagName[] = [
	...runFlags.filter(name => !benchRefuses.includes(name)),
	...namesOf(several).filter(name => name !== 'live' && name !== 'on'),
];

/** `edgetop` without a command. */
export const mainCommand: CommandDefinition = {
	about: 'classify images live on this machine',
	usage: [{text: '[options]', about: 'classify images live on this machine'}],
	flags: runFlags,
	examples: [
		'edgetop',
		'edgetop --model ./my.onnx --source ~/photos',
		'edgetop --headless --duration 60s --json > run.json',
		'edgetop --headless --preset standard --min-fps 30 --max-p99 40ms',
	],
};

/** Every command by name, in the order of the help. */
export const commandTable = {
	models: {
		about: 'list, pull, inspect, verify, check, convert or remove models',
		usage: [
			{text: 'models [list]', about: 'the zoo and what of it is here', verb: 'list'},
			{text: 'models pull NAME…', about: 'download and verify', verb: 'pull', offers: 'model'},
			{
				text: 'models inspect NAME|FILE',
				about: 'what a model takes and gives, and what could run it',
				verb: 'inspect',
				offers: 'model',
			},
			{text: 'models verify [NAME…]', about: 'checksums', verb: 'verify', offers: 'model'},
			{
				text: 'models check NAME|FILE',
				about: 'try what a manifest says of preprocessing on labelled images',
				verb: 'check',
				offers: 'model',
			},
			{
				text: 'models convert NAME|FILE --to FORMAT',
				about: 'another format or precision, held against the original',
				verb: 'convert',
				offers: 'model',
			},
			{text: 'models rm NAME…', about: 'remove its files', verb: 'rm', offers: 'model'},
		],
		flags: [
			'json',
			'source',
			'labels',
			'limit',
			'backend',
			'backendOption',
			'device',
			'threads',
			'to',
			'precision',
		],
		examples: [
			'edgetop models pull mobilenet-v2',
			'edgetop models inspect ./my.onnx',
			'edgetop models convert ./my.onnx --to tflite --precision int8 --source ./photos',
		],
		page: 'docs/models.md',
	},
	data: {
		about: 'list, pull, verify or remove sets of labelled images',
		usage: [
			{text: 'data [list]', about: 'sets by name and what of them is here', verb: 'list'},
			{text: 'data pull NAME…', about: 'download, verify, unpack', verb: 'pull', offers: 'set'},
			{
				text: 'data verify [NAME…]',
				about: 'checksums of the images',
				verb: 'verify',
				offers: 'set',
			},
			{text: 'data rm NAME…', about: 'remove', verb: 'rm', offers: 'set'},
		],
		flags: ['json'],
		examples: ['edgetop data list'],
		page: 'docs/frames.md',
	},
	backends: {
		about: 'which runtimes can run here, and what would mend the others',
		usage: [{text: 'backends', about: 'each with its device, or why not'}],
		flags: ['json'],
		examples: ['edgetop backends'],
		page: 'docs/backends.md',
	},
	doctor: {
		about: 'every sensor: what it reads, or why not and what would mend it',
		usage: [{text: 'doctor', about: 'sensors and runtimes, each with its state'}],
		flags: ['json', 'sensorRoot', 'powerInput', 'record', 'duration'],
		examples: ['edgetop doctor', 'edgetop doctor --record my-board --duration 10m'],
		page: 'docs/sensors.md',
	},
	report: {
		about: 'saved sessions: a table, four charts (text, md, csv, json, html)',
		usage: [
			{
				text: 'report [FILE…]',
				about: 'summaries or journals, or folders of summaries; none: the newest of this machine',
				offers: 'file',
			},
		],
		flags: ['json', 'format', 'output', 'reference', 'averages', 'share'],
		examples: ['edgetop report', 'edgetop report a.json b.json --format html --output report.html'],
		page: 'docs/report.md',
	},
	sessions: {
		about: 'the runs on this machine: running, ended, cut off',
		usage: [{text: 'sessions', about: 'newest first'}],
		flags: ['json', 'limit'],
		examples: ['edgetop sessions --limit 5'],
		page: 'docs/journal.md',
	},
	replay: {
		about: 'a run on the screen again, from its journal',
		usage: [
			{
				text: 'replay [JOURNAL]',
				about: 'a file, or a name of edgetop sessions; none: the newest',
				offers: 'journal',
			},
		],
		flags: ['refresh', 'picture', 'theme', 'mouse', 'clipboard'],
		examples: ['edgetop replay'],
		page: 'docs/journal.md',
	},
	attach: {
		about: 'a running one on this screen; leaving lets it go on',
		usage: [
			{
				text: 'attach [PROCESS]',
				about: 'by process id, session id or journal; none: the one that runs',
				offers: 'run',
			},
		],
		flags: ['refresh', 'picture', 'theme', 'mouse', 'clipboard'],
		examples: ['edgetop attach'],
		page: 'docs/journal.md',
	},
	on: {
		about: 'the same on a board that ssh reaches; copies what it needs there, once',
		usage: [
			{text: 'on [USER@]BOARD [options]', about: 'the options are those of the run, given there'},
			{
				text: 'on [USER@]BOARD --service [options]',
				about: 'that run as a service of the board, for monitoring',
			},
		],
		flags: [...runFlags, 'service'],
		examples: [
			'edgetop on pi@raspberrypi.local',
			'edgetop on jetson --headless --duration 60s',
			'edgetop on jetson --service --listen 127.0.0.1:9464',
		],
		page: 'docs/boards.md',
	},
	wall: {
		about: 'many boards on one screen, through ssh: a row each, with keys that start, flip, stop',
		usage: [
			{
				text: 'wall [USER@]BOARD… [options]',
				about: 'names as ssh knows them; flags of a run are for those that the key s starts',
			},
			{text: 'wall FILE [options]', about: 'one board a line, # begins a comment', offers: 'file'},
		],
		flags: [...wallRunFlags, 'json', 'refresh', 'theme', 'mouse', 'agent'],
		examples: [
			'edgetop wall pi@raspberrypi jetson nuc',
			'edgetop wall ./boards.txt --model mobilenet-v2 --duration 30m',
			'edgetop wall --json ./boards.txt',
		],
		page: 'docs/fleet.md',
	},
	compare: {
		about:
			'saved sessions against each other: faster, slower, no difference; --live A B: two that run now, in turns',
		usage: [
			{text: 'compare A B…', about: 'saved summaries; each against the first', offers: 'file'},
			{
				text: 'compare --live A B',
				about: 'MODEL@BACKEND[,threads=N][,device=D][,OPTION=V], in turns',
			},
		],
		flags: [...runFlags, 'live', 'failIf'],
		examples: [
			'edgetop compare before.json after.json --fail-if slower:5%',
			'edgetop compare --live @onnxruntime:cpu @wasm',
		],
		page: 'docs/compare.md',
	},
	bench: {
		about:
			'every pair of models and backends in turns, as one table; goes on where it was interrupted',
		usage: [
			{text: 'bench', about: 'all models and backends of this machine, or those named'},
			{text: 'bench --on BOARD,BOARD…', about: 'the same on several boards at once, as one table'},
		],
		flags: [...benchFlags, 'on'],
		refuses: benchRefuses,
		examples: [
			'edgetop bench',
			'edgetop bench --models efficientnet-b0 --backends onnxruntime:cpu,wasm --frames 200',
			'edgetop bench --models efficientnet-b0 --streams 25 --streams-hold 10m',
			'edgetop bench --on pi@raspberrypi,jetson,nuc --models efficientnet-b0',
		],
		page: 'docs/bench.md',
	},
	config: {
		about: 'every setting, its value, and where it comes from: flag, environment, file, default',
		usage: [{text: 'config', about: 'of ~/.config/edgetop/config.toml and EDGETOP_… variables'}],
		flags: Object.keys(allFlags).filter(
			name => !(commonFlags as readonly string[]).includes(name),
		) as FlagName[],
		examples: ['edgetop config', 'edgetop config --json'],
		page: 'docs/config.md',
	},
	completion: {
		about: 'what lets bash, zsh or fish complete commands, flags and names',
		usage: [
			{
				text: 'completion bash',
				about: 'to ~/.local/share/bash-completion/completions/edgetop',
				verb: 'bash',
			},
			{text: 'completion zsh', about: 'to a folder of $fpath, as _edgetop', verb: 'zsh'},
			{text: 'completion fish', about: 'to ~/.config/fish/completions/edgetop.fish', verb: 'fish'},
		],
		flags: [],
		examples: ['edgetop completion bash > ~/.local/share/bash-completion/completions/edgetop'],
	},
} as const satisfies Readonly<
	Record<string, CommandDefinition & {readonly flags: readonly FlagName[]}>
>;

export type CommandName = keyof typeof commandTable;

/** The command of that name; undefined where there is none. */
export const commandOf = (name: string): CommandDefinition | undefined =>
	Object.hasOwn(commandTable, name) ? commandTable[name as CommandName] : undefined;
