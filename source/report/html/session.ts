import {type Summary} from '../../record/summary.js';
import {type ReportRow} from '../table/rows.js';
import {filterValuesOf, type Filters} from './filters.js';
import {html, type Markup} from './markup.js';
import {segmentFigures} from './segment-figures.js';
import {timelineChart} from './timeline-chart.js';

export type Session = {readonly file: string; readonly summary: Summary};

/** Where the part of a session is on the page. */
export const sessionAnchor = (place: number): string => `session-${place + 1}`;

const facts = ({file, summary}: Session): Markup => {
	const {context, end, elapsedSeconds, segments, throttling, replay} = summary;
	const {host, frames} = context;
	const spells = throttling?.spells ?? [];
	return html`<dl>
		<dt>file</dt>
		<dd>${file}</dd>
		<dt>ran</dt>
		<dd>${segments.map(({modelName, backendId}) => `${modelName} on ${backendId}`).join(', ')}</dd>
		<dt>host</dt>
		<dd>${host.cpu}, ${host.platform}, ${host.os ?? host.kernel}</dd>
		${
			replay
				? html`<dt>replayed</dt>
						<dd>The sensors were the recorded board ${replay.root}: no measurement of it.</dd>`
				: html``
		}
		<dt>frames</dt>
		<dd>
			${[frames.name, ...(frames.count === undefined ? [] : [`${frames.count} ${(frames.kind ?? 'images') === 'images' ? 'images' : 'frames'}`]), `seed ${frames.seed}`].join(', ')}
		</dd>
		<dt>length</dt>
		<dd>${Math.round(elapsedSeconds)} s, ${end.reason}</dd>
		<dt>slowed by</dt>
		<dd>
			${spells.length === 0 ? 'nothing that is known' : spells.map(({text}) => text).join('; ')}
		</dd>
	</dl>`;
};

/**
What ran, where, its latencies and its course over time. Closed where there are several: a link of the table opens it.

@param rows Of the table, for the filters.
@param isCompact Courses without the figures of each step: of many sessions.
*/
export const sessionPart = (
	session: Session,
	{
		place,
		rows,
		filters,
		isOpen,
		isCompact,
	}: {
		readonly place: number;
		readonly rows: readonly ReportRow[];
		readonly filters: Filters;
		readonly isOpen: boolean;
		readonly isCompact: boolean;
	},
): Markup => {
	const {context, startedAt, segments} = session.summary;
	const {host} = context;
	const models = [...new Set(segments.map(({modelTitle}) => modelTitle))].join(', ');
	return html`<details
		class="session"
		${isOpen ? html` open` : html``}
		${filters.attributes(rows.map(row => filterValuesOf(row)))}
	>
		<summary>
			<h2>${host.board ?? host.name}, ${startedAt.slice(0, 16).replace('T', ' ')} UTC</h2>
			<span class="quiet">${models}</span>
		</summary>
		<section id="${sessionAnchor(place)}">
			${facts(session)}
			<div class="segments">
				${segments.filter(({stages}) => stages.infer).map(segment => segmentFigures(segment))}
			</div>
			${timelineChart(session.summary, {isCompact})}
		</section>
	</details>`;
};
