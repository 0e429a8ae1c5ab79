import process from 'node:process';
import {runApp} from '../app.js';
import {probeBackends} from '../engine/probe-backends.js';
import {type Flags} from '../flags.js';
import {type Session, type SessionEnd} from '../session/session.js';
import {type ModelChoice} from '../session/snapshot.js';
import {messageOf} from '../text/user-error.js';
import {listModels, type ZooModel} from '../zoo/library.js';
import {watchSignals} from './signals.js';
import {terminalColour, terminalIsAscii} from './terminal.js';

const toChoice = ({manifest, files}: ZooModel): ModelChoice => {
	const present = Object.values(files).some(({state}) => state === 'present');
	const [format] = Object.values(manifest.formats);
	return {
		name: manifest.name,
		title: manifest.title,
		...(format && {precision: format.precision}),
		state: present ? 'present' : `not here: edgetop models pull ${manifest.name}`,
		isAvailable: present,
		...(manifest.published && {
			published: {
				top1: manifest.published.top1,
				...(manifest.published.top5 !== undefined && {top5: manifest.published.top5}),
			},
		}),
	};
};

/** Fills the pickers: what there is, with its state. */
const listChoices = async (session: Session): Promise<void> => {
	try {
		const models = await listModels();
		session.state.models = models.map(model => toChoice(model));
		session.state.backends = await probeBackends();
	} catch (error) {
		session.note('warning', 'listFailed', messageOf(error));
	}
};

/** Runs with the live screen until the user quits, a limit is reached, or a signal comes. */
export const runScreen = async (
	session: Session,
	flags: Flags,
): Promise<{readonly end: SessionEnd; readonly signalCode: number | undefined}> => {
	const signals = watchSignals(session);
	session.start();
	void listChoices(session);
	const app = runApp(
		session.store,
		{
			quit() {
				void session.end('quit');
			},
			resetStatistics: session.resetStatistics,
			save: session.save,
			selectModel(name) {
				void session.selectModel(name);
			},
			selectBackend(id) {
				void session.selectBackend(id);
			},
			setRefresh(periodMs) {
				session.store.setPeriodMs(periodMs);
			},
			setFrozen(isFrozen) {
				session.store.setFrozen(isFrozen);
			},
		},
		{
			isAscii: terminalIsAscii(flags.ascii, process.env),
			colour: terminalColour(flags.color, process.env),
			stdout: process.stdout,
			stdin: process.stdin,
		},
	);
	const end = await session.ended;
	await app;
	return {end, signalCode: signals.exitCode()};
};
