import {type Replay, type Snapshot} from '../../record/snapshot.js';
import {framesModeText} from '../../format/frames-text.js';
import {partialText} from '../../format/placement-text.js';
import {duration, framesPerSecond, na} from '../../format/numbers.js';
import {cut, type Line, line, lineWidth, span, spread, widthOf} from '../canvas/lines.js';
import {recordedBoardText} from './notice.js';

const phaseRole = {
	starting: 'warn',
	loading: 'warn',
	'warming up': 'warn',
	running: 'good',
	comparing: 'good',
	restarting: 'bad',
	ended: 'dim',
	failed: 'bad',
} as const;

/** Columns that the phase keeps, however long the model's name is. */
const leastPhaseWidth = 24;

/** What is classified, and how it reaches the model: "89 frames of bundled samples, decoded ahead". */
const framesText = ({framesKind, framesCount, framesName, segment}: Snapshot): string => {
	const {stream, framesMode} = segment;
	const mode = framesModeText(segment);
	const name =
		framesKind === 'images'
			? `${framesCount ?? na} frames of ${framesName}`
			: `${framesKind} ${framesName}`;
	// The right end is cut off where room is short: what changes comes first.
	return [
		name,
		...(stream?.framesPerSecond === undefined
			? []
			: [`source ${framesPerSecond(stream.framesPerSecond)} FPS`]),
		...(stream && framesMode === 'decoded live' ? [`${stream.dropped} dropped`] : []),
		...(mode === undefined ? [] : [mode]),
		...(framesKind === 'video' && framesCount !== undefined ? [`${framesCount} frames`] : []),
		// Last, since it is the first to be cut off.
		...(segment.framesReason === undefined ? [] : [segment.framesReason]),
	].join(', ');
};

/** That this was, and is not now. */
const replayText = ({isPaused, speed, isGrowing, isAttached}: Replay): string => {
	const name = isAttached ? 'ATTACHED' : isGrowing ? 'RUNNING ELSEWHERE' : 'REPLAY';
	return `${name} ${isPaused ? 'PAUSED' : `×${speed}`} `;
};

/** Who runs what, on what, for how long: two lines. */
export const header = (snapshot: Snapshot, width: number): Line[] => {
	const {segment, phase, phaseText, isFrozen, elapsedMs, durationMs, playback} = snapshot;
	const limit = durationMs === undefined ? '' : ` / ${duration(durationMs)}`;
	const threads =
		segment.threads === undefined
			? ''
			: `, ${segment.threads} thread${segment.threads === 1 ? '' : 's'}`;
	const device = segment.device ?? 'device not known yet';
	const replay = recordedBoardText(snapshot);
	const placed = partialText(segment.placement);
	const partial = placed === undefined ? '' : `  ${placed}`;
	const place = snapshot.boardName ?? snapshot.hostName ?? '';
	const model = line(
		span('edgetop ', 'accent'),
		span(segment.modelTitle, 'strong'),
		span(` ${segment.precision} `, 'dim'),
		span(segment.backendId),
	);
	const mark = playback ? replayText(playback) : isFrozen ? 'SCREEN FROZEN ' : '';
	const frozen = mark === '' ? [] : line(span(mark, 'warn'));
	const clock = line(span(` ${duration(elapsedMs)}${limit}`, 'strong'));
	const phaseWidth = Math.max(
		leastPhaseWidth - lineWidth(frozen),
		width - lineWidth(model) - lineWidth(frozen) - lineWidth(clock) - 2,
	);
	return [
		spread(
			model,
			[...frozen, span(cut(phaseText, phaseWidth), phaseRole[phase]), ...clock],
			width,
			'right',
		),
		spread(
			line(
				span(cut(`${device}${threads}`, width - widthOf(partial)), 'dim'),
				span(partial, 'warn'),
			),
			line(
				...(replay === undefined ? [] : [span(`${replay}  `, 'warn')]),
				span(framesText(snapshot), 'dim'),
				...(width >= 140 && place !== '' ? [span(`  ${place}`, 'dim')] : []),
			),
			width,
			'left',
		),
	];
};
