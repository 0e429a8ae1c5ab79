import {detectionText} from '../../format/detection-text.js';
import {fpsText, millisecondsText, missing, shareText} from '../../format/figure-text.js';
import {tiesText} from '../../format/ties-text.js';
import {unmatchedText} from '../../format/unmatched-text.js';
import {type SummarySegment} from '../../record/segment-schema.js';
import {html, type Markup} from './markup.js';

const width = 560;
const barTop = 24;
const stageNames = ['decode', 'preprocess', 'infer', 'postprocess'] as const;
const fixed = (value: number): string => value.toFixed(1);

/** Where a frame's time went: the means of its stages, end to end. A stage that did not take place is none. */
const stageBar = ({stages}: SummarySegment): Markup => {
	const parts = stageNames.flatMap((name, place) => {
		const {mean} = stages[name] ?? {};
		return mean === undefined ? [] : [{name, mean, series: place + 1}];
	});
	const whole = parts.reduce((sum, {mean}) => sum + mean, 0);
	if (whole <= 0) {
		return html``;
	}

	const said = parts.map(({name, mean}) => `${name} ${millisecondsText(mean)} ms`).join(', ');
	let from = 0;
	const marks = parts.map(({name, mean, series}) => {
		const x = (from / whole) * width;
		from += mean;
		return html`<rect
			class="mark series-${series}"
			x="${fixed(x)}"
			y="${barTop}"
			width="${fixed(Math.max(0.5, (mean / whole) * width - 1))}"
			height="16"
			><title>${name}: ${millisecondsText(mean)} ms</title></rect
		>`;
	});
	return html`<figure class="small">
		<figcaption>Stages, mean: ${millisecondsText(whole)} ms a frame</figcaption>
		<svg viewBox="0 ${barTop - 2} ${width} 20" role="img" aria-label="Stages of a frame: ${said}">
			${marks}
		</svg>
		<p class="keys">
			${parts.map(({name, mean, series}) => html`<span class="key series-${series}">${name} ${millisecondsText(mean)} ms</span> `)}
		</p>
	</figure>`;
};

/** How often inference took how long; the last bin is open. */
const distribution = ({distribution: bins, stages: {infer}}: SummarySegment): Markup => {
	const most = Math.max(0, ...bins.map(({count}) => count));
	if (most === 0 || !infer) {
		return html``;
	}

	const low = bins[0]!.fromMs;
	const high = bins.at(-1)!.toMs;
	const place = (ms: number): number =>
		Math.max(0, Math.min(width, ((ms - low) / (high - low || 1)) * width));
	const height = 90;
	const bars = bins.map(({fromMs, toMs, count}) => {
		const tall = (count / most) * height;
		return count === 0
			? html``
			: html`<rect
					class="mark"
					x="${fixed(place(fromMs))}"
					y="${fixed(height - tall)}"
					width="${fixed(Math.max(1, place(toMs) - place(fromMs) - 1))}"
					height="${fixed(tall)}"
					><title>
						${millisecondsText(fromMs)} to ${millisecondsText(toMs)} ms: ${count}
					</title></rect
				>`;
	});
	const lines = [
		{name: 'p50', ms: infer.p50},
		{name: 'p90', ms: infer.p90},
		{name: 'p99', ms: infer.p99},
	].map(
		({name, ms}) =>
			html`<line
				class="percentile"
				x1="${fixed(place(ms))}"
				x2="${fixed(place(ms))}"
				y1="0"
				y2="${height}"
				><title>${name}: ${millisecondsText(ms)} ms</title></line
			>`,
	);
	const said = `p50 ${millisecondsText(infer.p50)}, p90 ${millisecondsText(infer.p90)}, p99 ${millisecondsText(infer.p99)}, max ${millisecondsText(infer.max)} ms`;
	return html`<figure class="small">
		<figcaption>Inference time of ${infer.count} frames</figcaption>
		<svg
			viewBox="0 0 ${width} ${height + 18}"
			role="img"
			aria-label="Distribution of the inference time: ${said}"
		>
			${bars}${lines}
			<line class="floor" x1="0" x2="${width}" y1="${height}" y2="${height}" />
			<text class="end" x="0" y="${height + 15}">${millisecondsText(low)} ms</text>
			<text class="end last" x="${width}" y="${height + 15}">${millisecondsText(high)} ms</text>
		</svg>
		<p class="quiet">${said}; lines: p50, p90, p99.</p>
	</figure>`;
};

/** One segment of a session: what ran, how long inference took, and where a frame's time went. */
export const segmentFigures = (segment: SummarySegment): Markup => {
	const {
		number,
		modelName,
		backendId,
		precision,
		batch,
		fps,
		validity,
		accuracy,
		accuracyMissing,
		unmatched,
	} = segment;
	const {top1, n} = accuracy.cumulative;
	const tied = tiesText(accuracy.cumulative);
	const why = accuracyMissing === undefined ? '' : ` (${accuracyMissing})`;
	const found = detectionText(segment);
	return html`<div class="segment">
		<h3>
			${number}. ${modelName} (${precision}${batch === undefined ? '' : `, batch ${batch}`}) on
			${backendId}
		</h3>
		<p class="quiet">
			${fps.session === undefined ? missing : fpsText(fps.session)} FPS, top-1
			${top1 ? `${shareText(top1.value)} % of ${n} images` : `${missing}${why}`},
			${found === undefined ? '' : `${found}, `}${validity.text}${tied === undefined ? '' : `. Equal scores: ${tied}`}${unmatched ? `. ${unmatchedText(unmatched)}` : ''}
		</p>
		<div class="smalls">${distribution(segment)}${stageBar(segment)}</div>
	</div>`;
};
