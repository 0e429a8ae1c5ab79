import {millisecondsText, shareText} from '../../format/figure-text.js';
import {averageCaveat} from '../table/charts.js';
import {
	averagesBy,
	frameworkName,
	modelPanels,
	type Average,
	type ModelPanel,
} from '../table/groups.js';
import {type ReportRow} from '../table/rows.js';
import {barChart, type Bar} from './bars.js';
import {type Filters} from './filters.js';
import {html, type Markup} from './markup.js';
import {scatterPlot} from './scatter.js';

const panelChart = ({key, model, bars}: ModelPanel, filters: Filters): Markup =>
	barChart(
		`Inference time of ${model}`,
		'ms',
		bars.map(({device, framework, how, ms, top1, rows, isReference, notAveraged}) => ({
			name: device,
			detail: how,
			value: ms,
			text: `${millisecondsText(ms)} ms`,
			said: [
				...(top1 === undefined ? [] : [`top-1 ${shareText(top1)} %`]),
				...(notAveraged === undefined ? [] : [notAveraged]),
			].join(', '),
			rows,
			isReference,
			attributes: filters.attributes([{device, framework}]),
		})),
		{isLog: true, attributes: filters.attributes([{model: key}])},
	);

const averageBars = (averages: readonly Average[], textOf: (value: number) => string): Bar[] =>
	averages.map(({name, value, rows, isReference}) => ({
		name,
		value,
		text: textOf(value),
		rows,
		isReference,
	}));

/** The averages of the report of 2019, with what is wrong with them. */
const averages = (rows: readonly ReportRow[]): Markup => {
	const time = (title: string, nameOf: (row: ReportRow) => string) =>
		barChart(
			title,
			'ms',
			averageBars(
				averagesBy(rows, nameOf, ({inferMs}) => (inferMs > 0 ? inferMs : undefined)),
				value => `${millisecondsText(value)} ms`,
			),
			{isLog: true},
		);
	return html`<h2>Averages over all rows</h2>
		<p class="quiet">${averageCaveat}</p>
		<div class="charts">
			${[
				time('Average inference time by device', ({device}) => device),
				barChart(
					'Average top-1 accuracy by model',
					'%',
					averageBars(
						averagesBy(
							rows,
							({model}) => model,
							({top1}) => (top1 === undefined ? undefined : 100 * top1),
						),
						value => `${value.toFixed(1)} %`,
					),
				),
				time('Average inference time by framework', row => frameworkName(row)),
			]}
		</div>`;
};

/** A chart for each model that was run, accuracy against time, and the mixed averages where they were asked for. */
export const charts = (
	rows: readonly ReportRow[],
	hasAverages: boolean,
	filters: Filters,
): Markup =>
	html`<h2>Charts</h2>
		<p class="quiet">
			Times are medians of your own runs (filled) and the published means of references (open).
		</p>
		<div class="charts">
			${[...modelPanels(rows).map(panel => panelChart(panel, filters)), scatterPlot(rows, filters)]}
		</div>
		${hasAverages ? averages(rows) : html``}`;
