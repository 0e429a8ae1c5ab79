import {millisecondsText, shareText} from '../../format/figure-text.js';
import {linearScale, logScale} from '../../measure/scale.js';
import {type ReportRow} from '../table/rows.js';
import {dataTable} from './bars.js';
import {filterValuesOf, type Filters} from './filters.js';
import {html, type Markup} from './markup.js';
import {placeLabels} from './place-labels.js';
import {scatterPoints, type ScatterPoint} from './scatter-points.js';

const width = 640;
const height = 380;
const left = 56;
const right = 20;
const top = 14;
const bottom = 46;

const title = 'Top-1 accuracy against inference time';

const saidOf = ({name, model, framework, device, ms, top1, top1Interval, rows}: ScatterPoint) =>
	[
		`${name}. ${model}, ${framework}, ${device}: ${millisecondsText(ms)} ms, ${shareText(top1)} %`,
		...(top1Interval
			? [` (${shareText(top1Interval.low)} to ${shareText(top1Interval.high)})`]
			: []),
		...(rows > 1 ? [`, medians of ${rows} rows`] : []),
	].join('');

const axes = (x: ReturnType<typeof logScale>, y: ReturnType<typeof linearScale>): Markup => {
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
	return html`${vertical}${horizontal}<text
			class="axis"
			x="${(left + width - right) / 2}"
			y="${height - 6}"
			>inference time, ms</text
		>`;
};

/** Accuracy against time of inference on a logarithmic axis; the whisker is the 95 % interval. */
export const scatterPlot = (rows: readonly ReportRow[], filters: Filters): Markup => {
	const points = scatterPoints(rows);
	if (points.length === 0) {
		return html`<figure class="chart">
			<figcaption>${title}</figcaption>
			<p class="quiet">No session has an accuracy.</p>
		</figure>`;
	}

	const times = points.map(({ms}) => ms);
	const shares = points.flatMap(({top1, top1Interval}) => [
		100 * top1,
		...(top1Interval ? [100 * top1Interval.low, 100 * top1Interval.high] : []),
	]);
	const x = logScale([Math.min(...times), Math.max(...times)], [left, width - right]);
	const y = linearScale([Math.min(...shares), Math.max(...shares)], [height - bottom, top]);
	const labels = placeLabels(
		points.map(({ms, top1, name, top1Interval}) => ({
			x: x.place(ms),
			y: y.place(100 * top1),
			text: name,
			...(top1Interval && {
				whisker: [y.place(100 * top1Interval.high), y.place(100 * top1Interval.low)] as const,
			}),
		})),
		{left, right: width, top: 0, bottom: height - bottom},
	);
	const marks = points.map((point, place) => {
		const {name, ms, top1, top1Interval, isReference, row} = point;
		const cx = x.place(ms).toFixed(1);
		const cy = y.place(100 * top1).toFixed(1);
		const said = saidOf(point);
		const label = labels[place];
		const whisker =
			top1Interval &&
			html`<line
				class="whisker"
				x1="${cx}"
				x2="${cx}"
				y1="${y.place(100 * top1Interval.low).toFixed(1)}"
				y2="${y.place(100 * top1Interval.high).toFixed(1)}"
			/>`;
		return html`<g
			tabindex="0"
			role="listitem"
			aria-label="${said}"
			${filters.attributes([filterValuesOf(row)])}
			><title>${said}</title>${whisker}<circle
				class="mark ${isReference ? 'reference' : `series-${(place % 6) + 1}`}"
				cx="${cx}"
				cy="${cy}"
				r="7"
				data-x="${ms}"
				data-y="${100 * top1}"
			/>${label && html`<text class="number" x="${label.x.toFixed(1)}" y="${label.y.toFixed(1)}">${name}</text>`}</g
		>`;
	});
	const isGrouped = points.some(point => point.rows > 1);
	return html`<figure class="chart">
		<figcaption>${title} (logarithmic)</figcaption>
		<svg viewBox="0 0 ${width} ${height}" role="list" aria-label="${title}">
			${axes(x, y)}${marks}
		</svg>
		<p class="quiet">
			Numbers are rows of the table, letters those of references; whiskers are 95 % intervals.
			${isGrouped ? 'Rows that are alike are one point, their medians, with the name of the first.' : ''}
			${labels.includes(undefined) ? 'A name without room is left out: the mark tells it.' : ''}
		</p>
		${dataTable(
			['row', 'model', 'device', 'ms', 'top-1 %'],
			points.map(({name, model, device, ms, top1}) => [
				name,
				model,
				device,
				millisecondsText(ms),
				shareText(top1),
			]),
		)}
	</figure>`;
};
