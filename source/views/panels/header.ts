import {type Snapshot} from '../../session/snapshot.js';
import {duration} from '../format.js';
import {type Line, line, span, spread} from '../lines.js';
import {replayText} from './notice.js';

const phaseRole = {
	starting: 'warn',
	loading: 'warn',
	'warming up': 'warn',
	running: 'good',
	restarting: 'bad',
	ended: 'dim',
	failed: 'bad',
} as const;

/** Who runs what, on what, for how long: two lines. */
export const header = (snapshot: Snapshot, width: number): Line[] => {
	const {segment, phase, phaseText, isFrozen, elapsedMs, durationMs} = snapshot;
	const limit = durationMs === undefined ? '' : ` / ${duration(durationMs)}`;
	const threads =
		segment.threads === undefined
			? ''
			: `, ${segment.threads} thread${segment.threads === 1 ? '' : 's'}`;
	const device = segment.device ?? 'device not known yet';
	const replay = replayText(snapshot);
	const place = snapshot.boardName ?? snapshot.hostName ?? '';
	return [
		spread(
			line(
				span('edgetop ', 'accent'),
				span(segment.modelTitle, 'strong'),
				span(` ${segment.precision} `, 'dim'),
				span(segment.backendId),
			),
			line(
				...(isFrozen ? [span('SCREEN FROZEN ', 'warn')] : []),
				span(`${phaseText} `, phaseRole[phase]),
				span(`${duration(elapsedMs)}${limit}`, 'strong'),
			),
			width,
		),
		spread(
			line(span(`${device}${threads}`, 'dim')),
			line(
				...(replay === undefined ? [] : [span(`${replay}  `, 'warn')]),
				span(
					`${snapshot.framesCount} frames of ${snapshot.framesName}${segment.framesMode ? `, ${segment.framesMode}` : ''}`,
					'dim',
				),
				...(width >= 140 && place !== '' ? [span(`  ${place}`, 'dim')] : []),
			),
			width,
		),
	];
};
