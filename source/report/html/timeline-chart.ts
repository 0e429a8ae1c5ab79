import {type Summary} from '../../record/summary.js';
import {linearScale} from '../../measure/scale.js';
import {dataTable} from './bars.js';
import {html, type Markup} from './markup.js';

const width = 1000;
const left = 70;
const right = 20;
const laneHeight = 92;
const laneGap = 22;
const markHeight = 26;

/** Steps that people count time in, s. */
const timeSteps = [1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 14_400, 21_600];
const mostTicks = 8;

const timeTicks = (endSeconds: number): number[] => {
	const day = 86_400;
	const step =
		timeSteps.find(item => endSeconds / item <= mostTicks) ??
		day * Math.ceil(endSeconds / day / mostTicks);
	return Array.from({length: Math.floor(endSeconds / step) + 1}, (_, index) => index * step);
};

type Timeline = NonNullable<Summary['timeline']>;
type Lane = {
	readonly name: string;
	readonly unit: string;
	readonly values: ReadonlyArray<number | null>;
	/** Whether the axis begins at 0: a rate does, a temperature does not. */
	readonly isFromZero: boolean;
	readonly digits: number;
};

const clock = (seconds: number): string => {
	const parts = [
		Math.floor(seconds / 3600),
		Math.floor(seconds / 60) % 60,
		Math.floor(seconds) % 60,
	];
	return (seconds >= 3600 ? parts : parts.slice(1))
		.map(part => String(part).padStart(2, '0'))
		.join(':');
};

const lanesOf = ({
	fps,
	temperatureCelsius,
	powerWatts,
	clockHertz,
	acceleratorLoad = [],
}: Timeline): Lane[] =>
	[
		{name: 'FPS', unit: '', values: fps, isFromZero: true, digits: 1},
		{name: 'Temperature', unit: ' °C', values: temperatureCelsius, isFromZero: false, digits: 1},
		{name: 'Power', unit: ' W', values: powerWatts, isFromZero: true, digits: 2},
		{
			name: 'Clock',
			unit: ' GHz',
			values: clockHertz.map(value => (value === null ? null : value / 1e9)),
			isFromZero: true,
			digits: 2,
		},
		{
			name: 'Accelerator load',
			unit: ' %',
			values: acceleratorLoad.map(value => (value === null ? null : value * 100)),
			isFromZero: true,
			digits: 0,
		},
	].filter(({values}) => values.some(value => value !== null));

/** A path through the values; a gap lifts the pen. */
const pathOf = (
	values: Lane['values'],
	xOf: (place: number) => number,
	yOf: (value: number) => number,
): Markup => {
	let isDown = false;
	let path = '';
	for (const [place, value] of values.entries()) {
		if (value === null) {
			isDown = false;
			continue;
		}

		// Whole units: a year of sessions has a million of them.
		path += `${isDown ? 'L' : 'M'}${Math.round(xOf(place))} ${Math.round(yOf(value))}`;
		isDown = true;
	}

	// No text of anybody, and longer than such a text may be.
	return html.raw(path);
};

const textOf = ({name, unit, digits}: Lane, value: number | null | undefined): string =>
	`${name} ${value === null || value === undefined ? 'n/a' : `${value.toFixed(digits)}${unit}`}`;

const lane = (item: Lane, place: number, xOf: (step: number) => number): Markup => {
	const top = markHeight + place * (laneHeight + laneGap);
	const known = item.values.filter(value => value !== null);
	const scale = linearScale(
		[item.isFromZero ? 0 : Math.min(...known), Math.max(...known)],
		[top + laneHeight, top + 14],
		3,
	);
	const ticks = scale.ticks.map(
		tick =>
			html`<g class="tick side"
				><line
					x1="${left}"
					x2="${width - right}"
					y1="${scale.place(tick).toFixed(1)}"
					y2="${scale.place(tick).toFixed(1)}"
				/><text x="${left - 8}" y="${(scale.place(tick) + 4).toFixed(1)}">${tick}</text></g
			>`,
	);
	return html`${ticks}<text class="lane" x="${left}" y="${top + 6}">${item.name}${item.unit}</text
		><path
			class="line series-${place + 1}"
			d="${pathOf(item.values, xOf, value => scale.place(value))}"
		/>`;
};

/** What the pointer is told of each step. */
const probesOf = (
	{fps, stepSeconds}: Timeline,
	lanes: readonly Lane[],
	time: (seconds: number) => number,
	floor: number,
): Markup[] =>
	fps.map((_, step) => {
		const said = [
			clock(step * stepSeconds),
			...lanes.map(item => textOf(item, item.values[step])),
		].join(', ');
		const x = time(step * stepSeconds);
		return html`<g
			><title>${said}</title
			><rect
				class="probe"
				x="${x.toFixed(1)}"
				y="${markHeight}"
				width="${(time((step + 1) * stepSeconds) - x).toFixed(2)}"
				height="${floor - markHeight}"
		/></g>`;
	});

/** The smallest and the largest of each lane, where the steps have no table. */
const rangeText = (lanes: readonly Lane[]): string =>
	lanes
		.map(({name, unit, digits, values}) => {
			const known = values.filter(value => value !== null);
			return `${name} ${Math.min(...known).toFixed(digits)} to ${Math.max(...known).toFixed(digits)}${unit}`;
		})
		.join(', ');

/**
FPS, temperature, power and clock of a run on one axis of time, with flips, and slow-downs as bands.

@param isCompact The lines without the figures of each step. @default false
*/
export const timelineChart = (
	{timeline, throttling, segments, events}: Summary,
	{isCompact = false} = {},
): Markup => {
	if (!timeline) {
		return html`<p class="quiet">
			This summary holds no course over time: it was saved by an older version, or ended in its
			first second.
		</p>`;
	}

	const steps = timeline.fps.length;
	const endSeconds = steps * timeline.stepSeconds;
	const time = (seconds: number): number =>
		left + (Math.min(seconds, endSeconds) / endSeconds) * (width - left - right);
	const xOf = (step: number): number => time((step + 0.5) * timeline.stepSeconds);
	const lanes = lanesOf(timeline);
	const height = markHeight + lanes.length * (laneHeight + laneGap) + 24;
	const floor = height - 24;
	const bands = (throttling?.spells ?? []).map(({onsetMs, endedMs, verdict, text}) => {
		const from = time(onsetMs / 1000);
		const to = time((endedMs ?? endSeconds * 1000) / 1000);
		return html`<g tabindex="0"
			><title>${text}</title
			><rect
				class="band"
				data-verdict="${verdict}"
				x="${from.toFixed(1)}"
				y="${markHeight}"
				width="${Math.max(2, to - from).toFixed(1)}"
				height="${floor - markHeight}"
		/></g>`;
	});
	const flips = segments
		.filter(({startedAtMs}) => startedAtMs !== undefined)
		.map(({startedAtMs, number, modelName, backendId}, place) => {
			const x = time(startedAtMs! / 1000).toFixed(1);
			const said = `segment ${number}: ${modelName} on ${backendId}`;
			return html`<g tabindex="0"
				><title>${said}</title
				><line class="flip" x1="${x}" x2="${x}" y1="${markHeight - 6}" y2="${floor}" /><text
					class="flip"
					x="${x}"
					y="${markHeight - 10}"
					>${place < 12 ? number : ''}</text
				></g
			>`;
		});
	const columns = isCompact ? [] : probesOf(timeline, lanes, time, floor);
	const axis = timeTicks(endSeconds).map(
		tick =>
			html`<g class="tick"
				><line
					x1="${time(tick).toFixed(1)}"
					x2="${time(tick).toFixed(1)}"
					y1="${markHeight}"
					y2="${floor}"
				/><text x="${time(tick).toFixed(1)}" y="${height - 6}">${clock(tick)}</text></g
			>`,
	);
	const missing = ['Temperature', 'Power', 'Clock', 'Accelerator load'].filter(
		name => !lanes.some(item => item.name === name),
	);
	const told = events.filter(({level}) => level !== 'info').slice(-20);
	return html`<figure class="chart wide">
		<svg
			viewBox="0 0 ${width} ${height}"
			role="img"
			aria-label="Course of the session: ${lanes.map(({name}) => name).join(', ')} over time"
		>
			${axis}${bands}${lanes.map((item, place) => lane(item, place, xOf))}${flips}${columns}</svg
		>${missing.length > 0 ? html`<p class="quiet">${missing.join(', ')}: n/a on this machine.</p>` : html``}${
			told.length > 0
				? html`<ul class="events">
						${told.map(({atMs, text}) => html`<li><time>${clock(atMs / 1000)}</time> ${text}</li>`)}
					</ul>`
				: html``
		}${
			isCompact
				? html`<p class="quiet">${rangeText(lanes)}.</p>`
				: dataTable(
						['time', ...lanes.map(({name, unit}) => `${name}${unit}`)],
						timeline.fps.map((_, step) => [
							clock(step * timeline.stepSeconds),
							...lanes.map(({values, digits}) => values[step]?.toFixed(digits) ?? 'n/a'),
						]),
					)
		}
	</figure>`;
};
