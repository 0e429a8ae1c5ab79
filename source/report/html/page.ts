import {type SummarySegment} from '../../record/segment-schema.js';
import {type Reference} from '../../record/reference/reference.js';
import {type Summary} from '../../record/summary.js';
import {fpsText, millisecondsText, missing, shareText} from '../../format/figure-text.js';
import {averagesBy} from '../table/averages.js';
import {
	referenceNotes,
	referenceRows,
	reportRows,
	rowNames,
	type ReportRow,
} from '../table/rows.js';
import {barChart, type Bar} from './bars.js';
import {html, type Markup} from './markup.js';
import {scatterPlot} from './scatter.js';
import {style} from './style.js';
import {timelineChart} from './timeline-chart.js';

type Session = {readonly file: string; readonly summary: Summary};

/** The same with an interval only where it stands for one row. */
const bars = (
	rows: readonly ReportRow[],
	nameOf: (row: ReportRow) => string,
	valueOf: (row: ReportRow) => number | undefined,
	textOf: (value: number) => string,
): Bar[] =>
	averagesBy(rows, nameOf, valueOf).map(({name, value, rows: count}) => ({
		name,
		value,
		text: textOf(value),
		rows: count,
	}));

const charts = (rows: readonly ReportRow[]): Markup => {
	const time = (value: number) => `${millisecondsText(value)} ms`;
	return html`<div class="charts">
		${[
			barChart(
				'Average inference time by device',
				'ms',
				bars(
					rows,
					({device}) => device,
					({inferMs}) => inferMs,
					time,
				),
			),
			barChart(
				'Average top-1 accuracy by model',
				'%',
				bars(
					rows,
					({model}) => model,
					({top1}) => (top1 === undefined ? undefined : 100 * top1),
					value => `${value.toFixed(1)} %`,
				),
			),
			barChart(
				'Average inference time by framework',
				'ms',
				bars(
					rows,
					({framework}) => framework,
					({inferMs}) => inferMs,
					time,
				),
			),
			scatterPlot(rows),
		]}
	</div>`;
};

const heads = [
	'',
	'Device',
	'Framework',
	'Model',
	'Inference time (ms)',
	'p50',
	'p90',
	'FPS',
	'Top-1 %',
	'Top-5 %',
	'mJ',
	'Sustained',
	'Verdict',
];
const words = new Set([1, 2, 3, 12]);

const figureOf = (
	figure: {readonly value: number} | {readonly missing: string} | undefined,
	digits: number,
): string => (figure && 'value' in figure ? figure.value.toFixed(digits) : missing);

const verdictClass = ({isValid}: ReportRow): string =>
	isValid === undefined ? '' : isValid ? 'valid' : 'invalid';

const table = (rows: readonly ReportRow[], segments: readonly SummarySegment[]): Markup => {
	const names = rowNames(rows);
	const body = rows.map((row, place) => {
		const thermal = segments[place]?.thermal;
		const cells = [
			names[place]!,
			row.device,
			row.framework,
			row.model,
			millisecondsText(row.inferMs),
			millisecondsText(row.p50Ms),
			millisecondsText(row.p90Ms),
			fpsText(row.fps),
			shareText(row.top1),
			shareText(row.top5),
			figureOf(thermal?.energy.grossMillijoules, 1),
			figureOf(thermal?.sustained.ratio, 3),
			row.verdict,
		];
		return html`<tr>
			${cells.map((cell, column) => (column === 12 ? html`<td class="${verdictClass(row)}">${cell}</td>` : html`<td class="${words.has(column) ? '' : 'figure'}">${cell}</td>`))}
		</tr>`;
	});
	return html`<div class="scroll">
		<table>
			<thead>
				<tr>
					${heads.map((head, column) => html`<th scope="col" class="${words.has(column) ? '' : 'figure'}">${head}</th>`)}
				</tr>
			</thead>
			<tbody>
				${body}
			</tbody>
		</table>
	</div>`;
};

const session = ({file, summary}: Session): Markup => {
	const {context, startedAt, end, elapsedSeconds, segments, throttling} = summary;
	const {host, frames} = context;
	const spells = throttling?.spells ?? [];
	return html`<section>
		<h2>${host.board ?? host.name}, ${startedAt.slice(0, 16).replace('T', ' ')} UTC</h2>
		<dl>
			<dt>file</dt>
			<dd>${file}</dd>
			<dt>ran</dt>
			<dd>
				${segments.map(({modelName, backendId}) => `${modelName} on ${backendId}`).join(', ')}
			</dd>
			<dt>host</dt>
			<dd>${host.cpu}, ${host.platform}, ${host.os ?? host.kernel}</dd>
			<dt>frames</dt>
			<dd>
				${[frames.name, ...(frames.count === undefined ? [] : [`${frames.count} ${frames.kind === 'images' ? 'images' : 'frames'}`]), `seed ${frames.seed}`].join(', ')}
			</dd>
			<dt>length</dt>
			<dd>${Math.round(elapsedSeconds)} s, ${end.reason}</dd>
			<dt>slowed by</dt>
			<dd>
				${spells.length === 0 ? 'nothing that is known' : spells.map(({text}) => text).join('; ')}
			</dd>
		</dl>
		${timelineChart(summary)}
	</section>`;
};

/**
Saved sessions as one HTML document that needs nothing else: no script, no request. Light and dark, also on paper; each mark tells its value, and a table stands behind each chart.

@param sessions In the order of the table.
@param references Tables of others, behind them.
*/
export const reportPage = (
	sessions: readonly Session[],
	references: readonly Reference[] = [],
): string => {
	const own = reportRows(sessions);
	const rows = [...own, ...referenceRows(references)];
	const segments = sessions.flatMap(({summary}) =>
		summary.segments.filter(({stages}) => stages.infer),
	);
	const body = html`<main>
		<h1>edgetop report</h1>
		<p class="quiet">
			${own.length} rows from ${sessions.length} ${sessions.length === 1 ? 'session' : 'sessions'}.
			Latency is submit to result on the host, after warm-up, no sample dropped. n/a: not known. An
			average is over the rows given here: where not every device ran every model, it compares those
			choices too.
		</p>
		${table(rows, segments)}${referenceNotes(references).map(note => html`<p class="quiet">${note}</p>`)}
		<h2>Charts</h2>
		${charts(rows)}${sessions.map(item => session(item))}
	</main>`;
	return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"><title>edgetop report</title><style>${style}</style></head><body>
${body.text}
</body></html>`;
};
