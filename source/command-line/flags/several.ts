import {type FlagDefinition} from '../definition.js';

/** Several runs against each other. */
export const several = {
	live: {
		type: 'boolean',
		about:
			'compare: run MODEL@BACKEND[,threads=N][,device=D][,OPTION=V] twice in turns, for --duration',
		usually: '5m',
	},
	models: {
		type: 'string',
		takes: 'A,B',
		about: 'bench: these models',
		usually: 'all on this machine',
	},
	backends: {
		type: 'string',
		takes: 'X,Y',
		about: 'bench: these backends',
		usually: 'all that can run here',
	},
	slices: {type: 'string', takes: 'N', about: 'bench: slices of each pair', usually: '4'},
	coolDown: {
		type: 'string',
		takes: 'TIME|off',
		about: 'bench: longest wait between slices for the temperature of the start',
		usually: '120s',
	},
	streams: {
		type: 'string',
		takes: 'FPS',
		about: 'bench: also search how many streams of so many frames a second hold',
	},
	streamsHold: {
		type: 'string',
		takes: 'TIME',
		about: 'bench: for how long, with p99 of the response below the period of a stream',
		usually: '60s',
	},
	on: {
		type: 'string',
		takes: 'BOARD,BOARD',
		about: 'bench: on these boards at once, through ssh; or a file with one board a line',
	},
	fresh: {type: 'boolean', about: 'bench: forget what was measured before'},
} as const satisfies Record<string, FlagDefinition>;
