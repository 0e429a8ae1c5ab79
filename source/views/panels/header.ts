import {type Replay, type Snapshot} from '../../record/snapshot.js';
import {decoderText} from '../../format/disturbance-text.js';
import {framesModeText} from '../../format/frames-text.js';
import {partialText} from '../../format/placement-text.js';
import {duration, framesPerSecond, na} from '../../format/numbers.js';
import {cut, type Line, line, lineWidth, span, spread, widthOf} from '../canvas/lines.js';
import {recordedBoardText} from './notice.js';

const phaseRole = {
	starting: 'strong',
	loading: 'strong',
	'warming up': 'strong',
	running: 'good',
	comparing: 'good',
	restarting: 'bad',
	ended: 'dim',
	failed: 'bad',
} as const;

/** Columns that the phase keeps, however long the model's name is. */
const leastPhaseWidth = 24;

/** Columns that the frames keep; in fewer than the least nothing is said of them. */
const framesWidth = 26;
const leastFramesWidth = 12;

/** What is classified, and how it reaches the model: "89 frames of bundled samples, decoded ahead"; what changes comes first. */
const framesParts = ({framesKind, framesCount, framesName, segment}: Snapshot): string[] => {
	const {stream, framesMode} = segment;
	const mode = framesModeText(segment);
	const name =
		framesKind === 'images'
			? `${framesCount ?? na} frames of ${framesName}`
			: `${framesKind} ${framesName}`;
	return [
		name,
		...(stream?.framesPerSecond === undefined
			? []
			: [`source ${framesPerSecond(stream.framesPerSecond)} FPS`]),
		...(stream && framesMode === 'decoded live' ? [`${stream.dropped} dropped`] : []),
		...(stream?.decoderCores === undefined ? [] : [decoderText(stream.decoderCores)]),
		...(mode === undefined ? [] : [mode]),
		...(framesKind === 'video' && framesCount !== undefined ? [`${framesCount} frames`] : []),
		// Last, since it is the first to be left out.
		...(segment.framesReason === undefined ? [] : [segment.framesReason]),
	];
};

/** As many parts as fit whole, first ones first; the first one may be cut. */
const fitParts = (parts: readonly string[], width: number): string => {
	if (width < leastFramesWidth) {
		return '';
	}

	let text = cut(parts[0] ?? '', width);
	for (const part of parts.slice(1)) {
		const longer = `${text}, ${part}`;
		if (widthOf(longer) > width) {
			break;
		}

		text = longer;
	}

	return text;
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
	const placed = partialText(segment.placement);
	const partial = placed === undefined ? '' : `  ${placed}`;
	const place = snapshot.boardName ?? snapshot.hostName;
	// The device says more than the board: the board's name gives way.
	const replay = recordedBoardText(snapshot);
	const kept = replay === undefined ? framesWidth : widthOf(replay) + 4;
	const whereWidth = Math.max(0, width - widthOf(partial) - kept);
	const placeWidth = Math.max(0, whereWidth - widthOf(device + threads) - 2);
	const where = `${place === undefined || placeWidth < 8 ? '' : `${cut(place, placeWidth)}, `}${device}${threads}`;
	const framesRoom =
		width -
		Math.min(whereWidth, widthOf(where)) -
		widthOf(partial) -
		2 -
		(replay === undefined ? 0 : kept);
	const model = line(
		span('edgetop ', 'title'),
		span(segment.modelTitle, 'strong'),
		span(` ${segment.precision} `, 'dim'),
		...(segment.task === 'detection' ? [span('detector ', 'plain')] : []),
		...(segment.batch === undefined ? [] : [span(`batch ${segment.batch} `, 'warn')]),
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
			[
				...frozen,
				span(cut(phase === 'running' ? `● ${phaseText}` : phaseText, phaseWidth), phaseRole[phase]),
				...clock,
			],
			width,
			'right',
		),
		spread(
			line(span(cut(where, whereWidth), 'dim'), span(partial, 'warn')),
			line(
				...(replay === undefined ? [] : [span(`${replay}  `, 'warn')]),
				span(fitParts(framesParts(snapshot), framesRoom), 'dim'),
			),
			width,
			'left',
		),
	];
};
