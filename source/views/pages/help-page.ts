import {keyBindings, keyName, type KeyBinding} from '../keys.js';
import {type Line, line, type NamedRole, span, wrap} from '../canvas/lines.js';
import {innerSize, type Size} from '../panels/frame.js';
import {type Theme} from '../canvas/theme.js';
import {type ScrolledContent, scrolledPage} from './scrolled-page.js';

const namesOf = ({keys}: KeyBinding<unknown>): string => keys.map(key => keyName(key)).join(' ');

/** Every figure of the main screen, in the order in which it stands there. */
const figures: ReadonlyArray<readonly [string, string]> = [
	[
		'verdict',
		'the state in words: holding, slower since when and why, or how long until it can be judged',
	],
	[
		'FPS',
		'frames a second by the wall clock, over 10 s; beside it 1 s, 60 s and the whole segment',
	],
	['charts', 'one time axis for FPS, temperature, power, clock; the broken line is the limit'],
	['marks', 'under the charts: a flip, a limit or slow-down, a restart, another run, a reset'],
	[
		'p50 p90 p99',
		'so many of 100 inferences took no longer; latency ends with the result on the host',
	],
	['max, first', 'the slowest; the very first one, which is in no percentile'],
	['CV', 'how much inference varies: standard deviation ÷ mean; unstable above 2.5 %'],
	['stalls', 'inferences slower than 5 × p50'],
	['MLPerf p90', 'an upper bound with confidence 0.99 (early stopping), for runs that are short'],
	['dec pre inf post', 'medians of decode, preprocessing, inference, postprocessing, in ms'],
	['temp', 'the die nearest its limit, against the trip at which the clock falls'],
	['load', 'share of its time in which the busiest accelerator works; CPU: of all cores'],
	['power', 'what its meter covers stands beside it: package, module, board input'],
	['energy', 'mJ an inference of all that the meter covers; not MLPerf Power'],
	['forecast', 'where the temperature settles, or when it reaches its limit'],
	['edgetop', 'what edgetop itself takes: CPU of one core, memory, bytes to the terminal'],
	['top-1, top-5', 'share of different images answered right, with its 95 % interval (Wilson)'],
	['published', 'what the model’s authors state, on another set of images'],
	['result', 'how far the run is from MLPerf’s least frames and seconds of its preset'],
];

const mouse =
	'The wheel scrolls and chooses; a click chooses a panel or a row, the next one takes it; a click on the upper border of a page closes it. --no-mouse leaves the mouse to the terminal.';

const legend: ReadonlyArray<readonly [NamedRole, string, string]> = [
	['good', 'green', 'well below its limit; a right answer; nothing slows it down'],
	[
		'warn',
		'yellow',
		'within 10 °C of the limit, memory from 80 %, p99 from 2 × p50, CV above 2.5 %',
	],
	['bad', 'red', 'within 3 °C (also marked !), memory from 95 %, p99 from 5 × p50, throttled'],
	['chart', 'blue', 'a quantity without a limit'],
];

/** What `?` shows: the keys, what each figure of the main screen is, and what the colours mean. */
export const helpContent = (
	bindings: ReadonlyArray<KeyBinding<unknown>> = keyBindings,
	width = 76,
): ScrolledContent => {
	const keyWidth = Math.max(10, ...bindings.map(binding => namesOf(binding).length + 2));
	const figureWidth = 18;
	const rows = (name: string, text: string, nameWidth: number, role: NamedRole): Line[] =>
		wrap(text, width - nameWidth).map((part, row) =>
			line(span((row === 0 ? name : '').padEnd(nameWidth), role), span(part)),
		);
	return {
		title: 'Help: keys, figures, colours',
		closing: 'any key closes',
		lines: [
			...bindings.flatMap(binding => rows(namesOf(binding), binding.text, keyWidth, 'accent')),
			...rows('mouse', mouse, keyWidth, 'accent'),
			[],
			line(span('Figures of the main screen', 'title')),
			...figures.flatMap(([name, text]) => rows(name, text, figureWidth, 'dim')),
			[],
			line(span('Colours', 'title')),
			...legend.flatMap(([role, name, text]) => rows(name, text, figureWidth, role)),
			[],
			line(span('FPS is by the wall clock. Latency ends with the result on the host.', 'dim')),
			line(
				span('n/a with a reason: nothing tells it here; edgetop doctor says what would.', 'dim'),
			),
		],
	};
};

/** The page without scrolling. */
export const helpPage = (
	size: Size,
	theme: Theme,
	bindings: ReadonlyArray<KeyBinding<unknown>> = keyBindings,
): Line[] => scrolledPage(helpContent(bindings, innerSize(size).width), 0, size, theme);
