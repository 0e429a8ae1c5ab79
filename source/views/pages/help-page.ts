import {keyName, type KeyBinding} from '../keys.js';
import {type Line, line, type NamedRole, span, wrap} from '../canvas/lines.js';
import {figuresOf, pageTitles} from './help-figures.js';
import {type ExplainedPage} from './page.js';
import {type ScrolledContent} from './scrolled-page.js';

const namesOf = ({keys}: KeyBinding<unknown>): string => keys.map(key => keyName(key)).join(' ');

const mouse =
	'The wheel scrolls and chooses; a click chooses a panel or a row, the next one takes it; a click on the upper border of a page closes it. --no-mouse leaves the mouse to the terminal.';

/** Each in its own look; what the colours are is the theme's. */
const legend: ReadonlyArray<readonly [NamedRole, string, string]> = [
	['good', 'good', 'well within its limit; answered right; nothing slows it down; faster'],
	[
		'warn',
		'watch',
		'within 10 °C of the limit, memory from 80 %, p99 from 2 × p50, CV above 2.5 %, slower, a warning; also what is not live: frozen, replayed',
	],
	[
		'bad',
		'bad',
		'within 3 °C (also marked !), memory from 95 %, p99 from 5 × p50, throttled, answered wrong, an error',
	],
	['chart', 'amount', 'a quantity without a limit'],
	['accent', 'chosen', 'keys, and the panel or row that is chosen'],
	['dim', 'quiet', 'names, units, and what cannot run or be read here'],
];

/** What the page of help is about. */
export type HelpSubject = {
	readonly page: ExplainedPage;
	readonly bindings: ReadonlyArray<KeyBinding<unknown>>;
	/** Columns. */
	readonly width: number;
};

/** What `?` shows: each figure of the page from which it was asked for, what the colours mean, and the keys. The main screen has the keys first. */
export const helpContent = ({page, bindings, width}: HelpSubject): ScrolledContent => {
	const keyWidth = Math.max(10, ...bindings.map(binding => namesOf(binding).length + 2));
	const figureWidth = 18;
	const rows = (name: string, text: string, nameWidth: number, role: NamedRole): Line[] =>
		wrap(text, width - nameWidth).map((part, row) =>
			line(span((row === 0 ? name : '').padEnd(nameWidth), role), span(part)),
		);
	const keys = [
		...bindings.flatMap(binding => rows(namesOf(binding), binding.text, keyWidth, 'accent')),
		...rows('mouse', mouse, keyWidth, 'accent'),
		[],
	];
	const figures = [
		line(span(`Figures: ${pageTitles[page]}`, 'title')),
		...figuresOf[page].flatMap(([name, text]) => rows(name, text, figureWidth, 'plain')),
		[],
		line(span('Colours', 'title')),
		...legend.flatMap(([role, name, text]) => rows(name, text, figureWidth, role)),
		[],
	];
	return {
		title: `Help: ${pageTitles[page]}`,
		closing: 'any key closes',
		lines: [
			...(page === 'main' ? [...keys, ...figures] : [...figures, ...keys]),
			line(span('FPS is by the wall clock. Latency ends with the result on the host.', 'dim')),
			line(
				span('n/a with a reason: nothing tells it here; edgetop doctor says what would.', 'dim'),
			),
		],
	};
};
