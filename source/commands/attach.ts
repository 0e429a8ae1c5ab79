import path from 'node:path';
import process from 'node:process';
import {monotonicMs} from '../system/clock.js';
import {type Flags} from '../flags.js';
import {Player} from '../journal/replay/player.js';
import {Recording} from '../journal/replay/recording.js';
import {isRunning} from '../system/process-start.js';
import {tell} from '../system/tell.js';
import {listRunning, type RunningEntry} from '../run/instances/registry.js';
import {parseDuration} from '../text/parse-values.js';
import {sanitize} from '../text/sanitize.js';
import {UserError} from '../text/user-error.js';
import {showPlayer} from './replay.js';
import {terminalIsDumb} from './run/terminal.js';

const describe = ({pid, modelName, backendId, startedAt}: RunningEntry): string =>
	`${pid} (${sanitize(modelName, 60)} on ${sanitize(backendId, 60)} since ${sanitize(startedAt.slice(11, 16))} UTC)`;

/** Whether the user means this one: by process, by id, or by its journal. */
const isMeant = ({pid, id, journal}: RunningEntry, name: string): boolean =>
	name === String(pid) ||
	name === id ||
	(journal !== undefined && [journal, path.basename(journal)].includes(name));

const chooseEntry = (names: readonly string[]): RunningEntry => {
	const [name, more] = names;
	if (more !== undefined) {
		throw new UserError('attach: one run at a time: edgetop attach [PROCESS]');
	}

	const running = listRunning();
	if (running.length === 0) {
		throw new UserError(
			'attach: nothing of edgetop runs here under this account; edgetop sessions lists what ran',
		);
	}

	const meant = name === undefined ? running : running.filter(entry => isMeant(entry, name));
	const [entry, other] = meant;
	if (!entry || other) {
		const all = running.map(one => describe(one)).join(', ');
		throw new UserError(
			entry
				? `attach: several run: edgetop attach PROCESS, one of ${all}`
				: `attach: no run "${sanitize(name!, 80)}" here; there is ${all}`,
		);
	}

	return entry;
};

/**
`edgetop attach [PROCESS]`: a run that goes on elsewhere on this machine, on this screen, from its journal. Leaving lets it go on.

@throws UserError
*/
export const runAttach = async (names: readonly string[], flags: Flags): Promise<number> => {
	const periodMs = flags.refresh === undefined ? 500 : parseDuration('refresh', flags.refresh);
	const entry = chooseEntry(names);
	const {pid, journal} = entry;
	if (journal === undefined) {
		throw new UserError(
			`attach: the run of process ${pid} keeps no journal (--journal off): it cannot be shown here`,
		);
	}

	const recording = new Recording(journal);
	if (!process.stdout.isTTY || terminalIsDumb(process.env)) {
		throw new UserError(
			`attach: this is no terminal that can show a screen; edgetop report ${sanitize(journal)} tells the figures so far`,
		);
	}

	const isThere = (): boolean => isRunning(pid, entry.processStart);
	let isAsked = false;
	const code = await showPlayer(new Player(recording, monotonicMs(), true), flags, periodMs, () => {
		// Twice would end it before it has saved.
		if (!isAsked && isThere()) {
			isAsked = true;
			process.kill(pid, 'SIGTERM');
		}
	});
	tell(
		process.stdout,
		isThere()
			? `the run goes on: edgetop attach ${pid}\n`
			: `the run has ended: edgetop report ${sanitize(journal)}\n`,
	);
	return code;
};
