import {linearScale, logScale} from '../../measure/scale.js';
import {cutText} from '../../format/fitted-table.js';
import {html, type Markup} from './markup.js';

export type Bar = {
	readonly name: string;
	/** In small letters below the name. */
	readonly detail?: string;
	readonly value: number;
	/** The value with its unit. */
	readonly text: string;
	/** What more is told of it, not drawn. */
	readonly said?: string;
	/** Rows behind it. */
	readonly rows: number;
	readonly isReference?: boolean;
	/** What the filters choose it by. */
	readonly attributes?: Markup;
};

const width = 640;
const nameWidth = 262;
const valueWidth = 90;

/** Columns of a terminal are a fair measure of width: wide letters count twice. */
const longestName = 31;
const longestDetail = 47;

/** The figures of a chart as a table: for readers of all kinds. */
export const dataTable = (
	heads: readonly string[],
	rows: ReadonlyArray<readonly string[]>,
): Markup =>
	html`<details>
		<summary>Figures as a table</summary>
		<div class="scroll">
			<table>
				<thead>
					<tr>
						${heads.map(head => html`<th scope="col">${head}</th>`)}
					</tr>
				</thead>
				<tbody>
					${rows.map(
						cells =>
							html`<tr>
								${cells.map(cell => html`<td>${cell}</td>`)}
							</tr>`,
					)}
				</tbody>
			</table>
		</div>
	</details>`;

const barText = ({name, detail, text, said, rows}: Bar): string =>
	[
		`${detail === undefined ? name : `${name}, ${detail}`}: ${text}`,
		...(said === undefined || said === '' ? [] : [said]),
		...(rows > 1 ? [`of ${rows} rows`] : []),
	].join(', ');

/**
Horizontal bars from 0, or points on a logarithmic axis.

@param isLog Values must be above 0.
@param attributes Of the whole chart.
*/
export const barChart = (
	title: string,
	unit: string,
	bars: readonly Bar[],
	{isLog = false, attributes = html``}: {isLog?: boolean; attributes?: Markup} = {},
): Markup => {
	if (bars.length === 0) {
		return html`<figure class="chart">
			<figcaption>${title}</figcaption>
			<p class="quiet">No session has this figure.</p>
		</figure>`;
	}

	const values = bars.map(({value}) => value);
	const range = [nameWidth, width - valueWidth] as const;
	const scale = isLog
		? logScale([Math.min(...values), Math.max(...values)], range)
		: linearScale([0, Math.max(...values)], range);
	const rowHeight = bars.some(({detail}) => detail !== undefined) ? 38 : 28;
	const height = bars.length * rowHeight + 30;
	const marks = bars.map((bar, place) => {
		const {name, detail, value, text, isReference = false, attributes} = bar;
		const y = place * rowHeight + 4;
		const x = scale.place(value);
		const said = barText(bar);
		const kind = isReference ? 'mark reference' : 'mark';
		const mark = isLog
			? html`<line
						class="track"
						x1="${nameWidth}"
						x2="${x.toFixed(1)}"
						y1="${y + 10}"
						y2="${y + 10}"
					/><circle
						class="${kind}"
						cx="${x.toFixed(1)}"
						cy="${y + 10}"
						r="6"
						data-value="${value}"
					/>`
			: html`<rect
					class="${kind}"
					x="${nameWidth}"
					y="${y}"
					width="${Math.max(1, x - nameWidth).toFixed(1)}"
					height="20"
					rx="3"
					data-value="${value}"
				/>`;
		return html`<g tabindex="0" role="listitem" aria-label="${said}" ${attributes}
			><title>${said}</title
			><rect class="hit" x="0" y="${y - 4}" width="${width}" height="${rowHeight}" /><text
				class="name"
				x="${nameWidth - 8}"
				y="${y + 15}"
				>${cutText(name, longestName)}</text
			>${detail === undefined ? html`` : html`<text class="name detail" x="${nameWidth - 8}" y="${y + 29}">${cutText(detail, longestDetail)}</text>`}${mark}<text
				class="value"
				x="${(x + 10).toFixed(1)}"
				y="${y + 15}"
				>${text}</text
			></g
		>`;
	});
	const axis = scale.ticks.map(
		tick =>
			html`<g class="tick"
				><line
					x1="${scale.place(tick).toFixed(1)}"
					x2="${scale.place(tick).toFixed(1)}"
					y1="0"
					y2="${height - 26}"
				/><text x="${scale.place(tick).toFixed(1)}" y="${height - 8}">${tick}</text></g
			>`,
	);
	return html`<figure class="chart" ${attributes}>
		<figcaption>${title}, ${unit}${isLog ? ' (logarithmic)' : ''}</figcaption>
		<svg viewBox="0 0 ${width} ${height}" role="list" aria-label="${title}">${axis}${marks}</svg
		>${dataTable(
			['', unit, 'rows'],
			bars.map(({name, detail, text, rows}) => [
				detail === undefined ? name : `${name}, ${detail}`,
				text,
				String(rows),
			]),
		)}
	</figure>`;
};
