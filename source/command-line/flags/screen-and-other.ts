import {type FlagDefinition} from '../definition.js';

export const theScreen = {
	refresh: {type: 'string', takes: 'TIME', about: 'time between paints', usually: '500ms'},
	picture: {
		type: 'string',
		takes: 'on|off',
		about: 'a small picture of the frame',
		usually: 'off over SSH',
		offers: ['on', 'off'],
	},
	theme: {
		type: 'string',
		takes: 'NAME|FILE',
		about: 'colours: dark, light, colour-blind, or a file of yours',
		usually: 'dark',
		offers: ['dark', 'light', 'colour-blind'],
	},
	mouse: {
		type: 'boolean',
		default: true,
		about: 'no mouse: the terminal selects text as usual',
	},
	clipboard: {
		type: 'boolean',
		default: true,
		about: 'y in a picker hands nothing to the clipboard of the terminal',
	},
	ascii: {type: 'boolean', about: 'plain characters only'},
	color: {type: 'boolean', default: true, about: 'no colours', usually: 'also NO_COLOR=1'},
} as const satisfies Record<string, FlagDefinition>;

export const other = {
	python: {
		type: 'string',
		takes: 'FILE',
		about: 'Python, or its virtual environment, with the runtimes that speak it',
		usually: 'active venv, that of edgetop, python3',
		offers: 'file',
		variable: 'EDGETOP_PYTHON',
	},
	to: {
		type: 'string',
		takes: 'FORMAT',
		about: 'models convert: tflite, torchscript, saved-model, openvino or onnx',
		offers: ['tflite', 'torchscript', 'saved-model', 'openvino', 'onnx'],
	},
	idleBaseline: {
		type: 'string',
		takes: 'TIME',
		about: 'stand idle first, for energy net of idle: 30s',
	},
	onHangup: {
		type: 'string',
		takes: 'end|continue',
		about: 'when the terminal is lost: end and save, or go on without a screen, for edgetop attach',
		usually: 'end',
		offers: ['end', 'continue'],
	},
	service: {
		type: 'boolean',
		about: 'on: set up a run without a screen there that starts with the board, by systemd',
	},
	sensorRoot: {
		type: 'string',
		takes: 'DIR',
		about: 'read sensors below DIR: a recorded board',
		offers: 'folder',
	},
	record: {
		type: 'string',
		takes: 'DIR',
		about: 'doctor: write what the sensors say as a recorded board, for --duration',
		usually: 'one sample',
		offers: 'folder',
	},
	powerInput: {
		type: 'string',
		takes: 'FILE',
		about: 'watts from a USB meter, one "SECONDS WATTS" a line',
		offers: 'file',
	},
	agent: {
		type: 'boolean',
		about: 'wall: what it runs on each board through ssh, lines of JSON about the newest run there',
	},
	debug: {
		type: 'boolean',
		about: 'show the stack of an error, and what the runtime wrote',
	},
	help: {type: 'boolean', about: 'this text, or that of a command (-h)'},
	version: {type: 'boolean', about: 'version of edgetop (-v)'},
} as const satisfies Record<string, FlagDefinition>;
