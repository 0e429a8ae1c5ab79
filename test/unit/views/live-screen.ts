/*
A program for a pseudo-terminal: the real screen over a fixed snapshot. What keys ask for is printed after the screen is closed, one JSON list.

Arguments: colour depth, `ascii` or `utf8`.
*/
import process from 'node:process';
import {openApp} from '../../../source/app.js';
import {type ColourDepth} from '../../../source/views/canvas/theme.js';
import {buildSnapshot} from './snapshot-builder.js';

const [colour = '256', characters = 'utf8'] = process.argv.slice(2);
const asked: unknown[] = [];
const listeners = new Set<() => void>();
let snapshot = buildSnapshot();

const app = openApp(
	{
		getSnapshot: () => snapshot,
		subscribe(listener) {
			listeners.add(listener);
			return () => {
				listeners.delete(listener);
			};
		},
	},
	{
		quit() {
			finish('quit');
		},
		interrupt() {
			finish('interrupt');
		},
		compareLive() {
			asked.push('compareLive');
		},
		resetStatistics() {
			asked.push('reset');
			console.log('STRAY by console.log');
			process.emitWarning('STRAY warning');
		},
		save() {
			asked.push('save');
		},
		selectModel(name) {
			asked.push(['model', name]);
		},
		pullModel(name) {
			asked.push(['pull', name]);
		},
		selectBackend(id) {
			asked.push(['backend', id]);
		},
		findBackends() {
			asked.push('find');
		},
		async gatherReport() {
			return {rows: [], ownRows: 0, notes: ['nothing was saved']};
		},
		setRefresh(periodMs) {
			asked.push(['refresh', periodMs]);
		},
		setFrozen(isFrozen) {
			asked.push(['frozen', isFrozen]);
			snapshot = buildSnapshot({isFrozen});
			for (const listener of listeners) {
				listener();
			}
		},
	},
	{
		isAscii: characters === 'ascii',
		colour: colour as ColourDepth,
		periodMs: 500,
		isPictured: true,
		onBytes: () => undefined,
	},
);

const finish = (how: string): void => {
	app.restore();
	process.stdout.write(`asked ${JSON.stringify([...asked, how])}\n`);
	process.exit(0);
};

process.on('SIGTERM', () => {
	process.exit(143);
});
setInterval(() => undefined, 1000);
