import {millisecondsText, shareText} from '../../format/figure-text.js';
import {chartMs} from '../table/groups.js';
import {rowNames, type ReportRow} from '../table/rows.js';
import {linearScale, logScale} from '../../measure/scale.js';
import {dataTable} from './bars.js';
import {html, type Markup} from './markup.js';

const width = 640;
const height = 380;
const left = 56;
const right = 20;
const top = 14;
const bottom = 46;

const title = 'Top-1 accuracy against inference time';

/** Accuracy against time of inference on a logarithmic axis; the whisker is the 95 % interval. */
export const scatterPlot = (rows: readonly ReportRow[]): Markup => {
	const names = rowNames(rows);
	const points = rows.flatMap((row, place) =>
		row.top1 === undefined || !(chartMs(row) > 0)
			? []
			: [{...row, inferMs: chartMs(row), top1: row.top1, place, name: names[place]!}],
	);
	if (points.length === 0) {
		return html`<figure class="chart">
			<figcaption>${title}</figcaption>
			<p class="quiet">No session has an accuracy.</p>
		</figure>`;
	}

	const times = points.map(({inferMs}) => inferMs);
	const shares = points.flatMap(({top1, top1Interval}) => [
		100 * top1,
		...(top1Interval ? [100 * top1Interval.low, 100 * top1Interval.high] : []),
	]);
	const x = logScale([Math.min(...times), Math.max(...times)], [left, width - right]);
	const y = linearScale([Math.min(...shares), Math.max(...shares)], [height - bottom, top]);
	const vertical = x.ticks.map(
		tick =>
			html`<g class="tick"
				><line
					x1="${x.place(tick).toFixed(1)}"
					x2="${x.place(tick).toFixed(1)}"
					y1="${top}"
					y2="${height - bottom}"
				/><text x="${x.place(tick).toFixed(1)}" y="${height - bottom + 18}">${tick}</text></g
			>`,
	);
	const horizontal = y.ticks.map(
		tick =>
			html`<g class="tick side"
				><line
					x1="${left}"
					x2="${width - right}"
					y1="${y.place(tick).toFixed(1)}"
					y2="${y.place(tick).toFixed(1)}"
				/><text x="${left - 8}" y="${(y.place(tick) + 4).toFixed(1)}">${tick}</text></g
			>`,
	);
	const marks = points.map(point => {
		const {place, name, device, framework, model, inferMs, top1, top1Interval} = point;
		const cx = x.place(inferMs).toFixed(1);
		const cy = y.place(100 * top1).toFixed(1);
		const said = `${name}. ${model}, ${framework}, ${device}: ${millisecondsText(inferMs)} ms, ${shareText(top1)} %${top1Interval ? ` (${shareText(top1Interval.low)} to ${shareText(top1Interval.high)})` : ''}`;
		const whisker =
			top1Interval &&
			html`<line
				class="whisker"
				x1="${cx}"
				x2="${cx}"
				y1="${y.place(100 * top1Interval.low).toFixed(1)}"
				y2="${y.place(100 * top1Interval.high).toFixed(1)}"
			/>`;
		return html`<g tabindex="0" role="listitem" aria-label="${said}"
			><title>${said}</title>${whisker}<circle
				class="mark ${point.isReference ? 'reference' : `series-${(place % 6) + 1}`}"
				cx="${cx}"
				cy="${cy}"
				r="7"
				data-x="${inferMs}"
				data-y="${100 * top1}"
			/><text class="number" x="${cx}" y="${(Number(cy) - 12).toFixed(1)}">${name}</text></g
		>`;
	});
	return html`<figure class="chart">
		<figcaption>${title} (logarithmic)</figcaption>
		<svg viewBox="0 0 ${width} ${height}" role="list" aria-label="${title}">
			${vertical}${horizontal}
			<text class="axis" x="${(left + width - right) / 2}" y="${height - 6}">
				inference time, ms
			</text>
			${marks}
		</svg>
		<p class="quiet">
			Numbers are rows of the table, letters those of references; whiskers are 95 % intervals.
		</p>
		${dataTable(
			['row', 'model', 'device', 'ms', 'top-1 %'],
			points.map(({name, model, device, inferMs, top1}) => [
				name,
				model,
				device,
				millisecondsText(inferMs),
				shareText(top1),
			]),
		)}
	</figure>`;
};
