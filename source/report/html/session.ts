import {type Summary} from '../../record/summary.js';
import {html, type Markup} from './markup.js';
import {timelineChart} from './timeline-chart.js';

export type Session = {readonly file: string; readonly summary: Summary};

/** Where the part of a session is on the page. */
export const sessionAnchor = (place: number): string => `session-${place + 1}`;

/** What ran, where, and its course over time. */
export const sessionPart = ({file, summary}: Session, place: number): Markup => {
	const {context, startedAt, end, elapsedSeconds, segments, throttling, replay} = summary;
	const {host, frames} = context;
	const spells = throttling?.spells ?? [];
	return html`<section id="${sessionAnchor(place)}">
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
			${
				replay
					? html`<dt>replayed</dt>
							<dd>The sensors were the recorded board ${replay.root}: no measurement of it.</dd>`
					: html``
			}
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
