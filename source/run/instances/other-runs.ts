import path from 'node:path';
import process from 'node:process';
import {every} from '../../system/every.js';
import {sanitize} from '../../text/sanitize.js';
import {type Session} from '../session.js';
import {sharedDevice} from './device-kind.js';
import {listRunning, RunningRegistration, type RunningEntry} from './registry.js';

const lookPeriodMs = 2000;

/** Registers a session while it runs, and tells it of others that compute on the same device: their times are in its figures. */
export const watchOtherRuns = (
	session: Session,
	about: {readonly device?: string | undefined; readonly journal?: string | undefined},
	folder?: string,
): {close(): void} => {
	const registration = new RunningRegistration(folder);
	const {state} = session;
	const known = new Map<string, RunningEntry>();
	const look = (): void => {
		const {manifest, backendId} = state.segment.identity;
		const own = {backendId, device: about.device};
		registration.write({
			id: session.id,
			startedAt: state.startedAt.toISOString(),
			modelName: manifest.name,
			...own,
			takesAsks: true,
			...(about.journal !== undefined && {journal: path.resolve(about.journal)}),
		});
		const others = listRunning(folder).filter(
			other => other.pid !== process.pid && sharedDevice(own, other) !== undefined,
		);
		for (const other of others) {
			if (!known.has(other.id)) {
				known.set(other.id, other);
				session.note(
					'warning',
					'neighbourFound',
					sanitize(
						`another edgetop runs on the same ${sharedDevice(own, other)!} (process ${other.pid}: ${other.modelName} on ${other.backendId}): each slows the other down`,
					),
				);
			}
		}

		for (const [id, {pid}] of known) {
			if (!others.some(other => other.id === id)) {
				known.delete(id);
				session.note('info', 'neighbourGone', `the other edgetop (process ${pid}) is gone`);
			}
		}
	};

	look();
	const looking = every(lookPeriodMs, look);
	return {
		close() {
			looking.stop();
			registration.remove();
		},
	};
};
