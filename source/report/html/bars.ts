import {html, type Markup} from './markup.js';
import {linearScale, logScale} from './scale.js';

export type Bar = {
	readonly name: string;
	readonly value: number;
	/** The value with its unit. */
	readonly text: string;
	/** Rows behind it. */
	readonly rows: number;
};

const width = 640;
const nameWidth = 210;
const valueWidth = 90;
const rowHeight = 28;
/** Where the largest is so many times the smallest, bars from 0 would show the largest alone. */
const logFrom = 30;

const cut = (text: string, most: number): string =>
	text.length > most ? `${text.slice(0, most - 1)}…` : text;

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

/** Horizontal bars from 0, or points on a logarithmic axis where bars would hide all but the largest. */
export const barChart = (title: string, unit: string, bars: readonly Bar[]): Markup => {
	if (bars.length === 0) {
		return html`<figure class="chart">
			<figcaption>${title}</figcaption>
			<p class="quiet">No session has this figure.</p>
		</figure>`;
	}

	const values = bars.map(({value}) => value);
	const largest = Math.max(...values);
	const isLog = Math.min(...values) > 0 && largest / Math.min(...values) > logFrom;
	const range = [nameWidth, width - valueWidth] as const;
	const scale = isLog
		? logScale([Math.min(...values), largest], range)
		: linearScale([0, largest], range);
	const height = bars.length * rowHeight + 30;
	const marks = bars.map(({name, value, text, rows}, place) => {
		const y = place * rowHeight + 4;
		const x = scale.place(value);
		const said = `${name}: ${text}${rows > 1 ? `, mean of ${rows} rows` : ''}`;
		const mark = isLog
			? html`<circle
					class="mark"
					cx="${x.toFixed(1)}"
					cy="${y + 10}"
					r="6"
					data-value="${value}"
				/>`
			: html`<rect
					class="mark"
					x="${nameWidth}"
					y="${y}"
					width="${Math.max(1, x - nameWidth).toFixed(1)}"
					height="20"
					rx="3"
					data-value="${value}"
				/>`;
		return html`<g tabindex="0" role="listitem" aria-label="${said}"
			><title>${said}</title
			><rect class="hit" x="0" y="${y - 4}" width="${width}" height="${rowHeight}" /><text
				class="name"
				x="${nameWidth - 8}"
				y="${y + 15}"
				>${cut(name, 27)}</text
			>${mark}<text class="value" x="${(x + 10).toFixed(1)}" y="${y + 15}">${text}</text></g
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
	return html`<figure class="chart">
		<figcaption>${title}, ${unit}${isLog ? ' (logarithmic)' : ''}</figcaption>
		<svg viewBox="0 0 ${width} ${height}" role="list" aria-label="${title}">${axis}${marks}</svg
		>${dataTable(
			['', unit, 'rows'],
			bars.map(({name, text, rows}) => [name, text, String(rows)]),
		)}
	</figure>`;
};
