import {type FlagDefinition} from '../definition.js';

/** When a run ends. */
export const howLong = {
	duration: {
		type: 'string',
		takes: 'TIME',
		about: 'end after this time of counted frames, such as 30m',
	},
	frames: {type: 'string', takes: 'N', about: 'end after N counted frames'},
	passes: {
		type: 'string',
		takes: 'N',
		about: 'end after N passes over the images or the video',
	},
	resume: {
		type: 'string',
		takes: 'FILE',
		about:
			'go on with the pass that a saved session left unfinished, to its end unless told otherwise',
		offers: 'file',
	},
	loop: {
		type: 'boolean',
		about:
			'pass after pass until stopped (with a screen; also keeps a run without one from ending as VALID)',
	},
	warmup: {
		type: 'string',
		takes: 'TIME',
		about: 'warm up at least this long, and 10 inferences (2s; a shorter one makes no run VALID)',
	},
	preset: {
		type: 'string',
		takes: 'NAME',
		about:
			'rapid, quick, standard or full: what makes a run VALID (standard; without a screen quick, and the run ends there unless told otherwise)',
		offers: ['rapid', 'quick', 'standard', 'full'],
	},
} as const satisfies Record<string, FlagDefinition>;
