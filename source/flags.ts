import {type TypedFlags} from 'meow';

/*
Every flag of every command. Values are strings: the commands parse them, so that each error names the flag and what is expected.
*/
const text = {type: 'string'} as const;
const flag = {type: 'boolean'} as const;
const list = {type: 'string', isMultiple: true} as const;

export const flagTypes = {
	model: text,
	backend: text,
	device: text,
	threads: text,
	backendOption: list,
	source: text,
	labels: text,
	models: text,
	backends: text,
	slices: text,
	coolDown: text,
	fresh: flag,
	limit: text,
	classes: text,
	shuffleSeed: text,
	framesFrom: text,
	framesCache: text,
	realtime: flag,
	loop: flag,
	resume: text,
	duration: text,
	frames: text,
	passes: text,
	preset: text,
	headless: flag,
	json: flag,
	format: text,
	output: text,
	journal: text,
	listen: text,
	otlp: text,
	minFps: text,
	maxP99: text,
	minTop1: text,
	failIf: list,
	// `--no-reference` puts `false` among them.
	reference: list,
	averages: flag,
	live: flag,
	refresh: text,
	ascii: flag,
	picture: text,
	color: {type: 'boolean', default: true},
	idleBaseline: text,
	sensorRoot: text,
	powerInput: text,
	python: text,
	onHangup: text,
	debug: flag,
} as const;

export type Flags = TypedFlags<typeof flagTypes>;
