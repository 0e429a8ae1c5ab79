import process from 'node:process';
import {giveUpOn, tell} from '../../system/tell.js';
import {openTerminal, TerminalWriter} from '../../system/terminal-writer.js';
import {detectionText} from '../../format/detection-text.js';
import {percent, withUnit} from '../../format/numbers.js';
import {summaryText} from '../../report/summary-text.js';
import {type Session, type SessionEnd} from '../../run/session.js';
import {type Snapshot} from '../../record/snapshot.js';
import {sanitize} from '../../text/sanitize.js';
import {jsonText} from '../../text/json-text.js';
import {type OutputFormat} from './output-format.js';

const fixed = (value: number | undefined, digits: number): string =>
	value === undefined ? 'n/a' : value.toFixed(digits);

/** One line of progress. */
const progressLine = ({phase, phaseText, segment, elapsedMs}: Snapshot): string => {
	const seconds = `${(elapsedMs / 1000).toFixed(0)} s`.padStart(6);
	if (segment.frames === 0) {
		return `${seconds}  ${phaseText}`;
	}

	const {fps, stages, accuracy, validity, stream} = segment;
	return [
		seconds,
		phase === 'running' ? segment.modelName : phaseText,
		...(segment.batch === undefined ? [] : [`batch ${segment.batch}`]),
		`${segment.frames} frames`,
		withUnit(fixed(fps.last10s ?? fps.session, 1), 'FPS'),
		`p50 ${withUnit(fixed(stages.infer?.p50, 2), 'ms')}`,
		`p99 ${withUnit(fixed(stages.infer?.p99, 2), 'ms')}`,
		detectionText(segment) ?? `top-1 ${percent(accuracy.cumulative.top1?.value)}`,
		...(stream?.framesPerSecond === undefined
			? []
			: [`source ${fixed(stream.framesPerSecond, 1)} FPS, ${stream.dropped} dropped`]),
		validity.text,
	].join('  ');
};

/** What `--format ndjson` writes once a second: the numbers of the moment, in the summary's units. */
const secondRecord = ({elapsedMs, phase, segment, host}: Snapshot) => ({
	type: 'second',
	elapsedMs: Math.round(elapsedMs),
	phase,
	segment: segment.number,
	modelName: segment.modelName,
	batch: segment.batch,
	backendId: segment.backendId,
	frames: segment.frames,
	fps: segment.fps,
	infer: segment.stages.infer ?? null,
	accuracy: segment.accuracy,
	detection: segment.detection,
	stream: segment.stream,
	host,
});

/** Lines on a stream, each of them while the run goes on: a terminal that does not read never holds it up. */
const openLines = (stream: NodeJS.WriteStream & {readonly fd: number}) => {
	const output = openTerminal(stream);
	const writer =
		output &&
		new TerminalWriter(output, undefined, error => {
			stream.emit('error', error);
		});
	return {
		/** A line that finds the one before it unsent is left out. */
		write(line: string): void {
			if (!writer) {
				stream.write(`${line}\n`);
			} else if (!writer.isBusy) {
				writer.write(`${line}\n`);
			}
		},
		end() {
			if (writer && !writer.finish('')) {
				giveUpOn(stream);
			}
		},
	};
};

/**
Runs to the end without a screen: progress to stderr, the result to stdout.

@param isAlone Whether it goes on though nobody reads (`--on-hangup continue`).
*/
export const runHeadless = async (
	session: Session,
	format: OutputFormat,
	isAlone: () => boolean = () => false,
): Promise<SessionEnd> => {
	// The reader went away (`| head`): the run ends, its summary is saved.
	process.stdout.on('error', () => {
		if (!isAlone()) {
			void session.end('signal', 'the reader of stdout went away');
		}
	});
	const out = openLines(process.stdout);
	const progress = openLines(process.stderr);
	let toldEvents = 0;
	const tellEvents = (): void => {
		const {events} = session.state;
		for (const event of events.since(toldEvents)) {
			if (format === 'ndjson') {
				out.write(jsonText({type: 'event', ...event}));
			}

			// Native text has its log; a terminal must not be steered or flooded by it. What ends a run is told once, at its end.
			if (event.level !== 'info' && !['nativeMessage', 'sessionFailed'].includes(event.kind)) {
				progress.write(`edgetop: ${event.text}`);
			}
		}

		toldEvents = events.total;
	};

	let seconds = 0;
	const every = process.stderr.isTTY ? 1 : 5;
	const timer = setInterval(() => {
		session.store.publish();
		const snapshot = session.store.getSnapshot();
		tellEvents();
		if (format === 'ndjson') {
			out.write(jsonText(secondRecord(snapshot)));
		}

		seconds++;
		if (seconds % every === 0) {
			progress.write(progressLine(snapshot));
		}
	}, 1000);
	const end = await session.ended;
	clearInterval(timer);
	tellEvents();
	out.end();
	progress.end();
	if (end.startFailure !== undefined) {
		return end;
	}

	if (end.summary.end.reason === 'failed') {
		tell(process.stderr, `edgetop: ${sanitize(end.summary.end.detail ?? 'failed', 1000)}\n`);
	}

	switch (format) {
		case 'json': {
			tell(process.stdout, `${jsonText(end.summary, 2)}\n`);
			break;
		}

		case 'ndjson': {
			tell(process.stdout, `${jsonText({type: 'summary', summary: end.summary})}\n`);
			break;
		}

		default: {
			tell(process.stdout, summaryText(end.summary));
		}
	}

	return end;
};
