import {formatNames} from '../models/manifest.js';
import {type Backend} from './backend.js';

/** Does nothing and answers zeros: what is left is the cost of edgetop itself. Its accuracy means nothing. */
export const nullBackend: Backend = {
	id: 'null',
	title: 'nothing (the cost of edgetop itself)',
	formats: formatNames,
	options: [],
	isHidden: true,
	computesOn: 'cpu',
	async probe() {
		return {status: 'available', device: 'none', version: '1'};
	},
	async load({output}) {
		const scores = new Float32Array(output?.classes ?? 0);
		return {
			device: 'none',
			runtime: {name: 'null', version: '1'},
			run: async () => ({scores}),
			dispose: async () => undefined,
		};
	},
};
