import {describe, expect, it} from 'vitest';
import {smallest} from '../../../source/views/compose.js';
import {keyBindings} from '../../../source/views/keys.js';
import {pageSize} from '../../../source/views/main-layout.js';
import {figuresOf, pageTitles} from '../../../source/views/pages/help-figures.js';
import {helpContent} from '../../../source/views/pages/help-page.js';
import {innerSize} from '../../../source/views/panels/frame.js';
import {withoutPicture} from '../../../source/views/without-picture.js';
import {boardSnapshots} from './board-snapshots.js';
import {ascii, draw, drawPage, expectToFill, golden, pages} from './draw.js';

describe.each([
	[80, 24],
	[120, 40],
] as const)('every page at %i × %i', (...size) => {
	it.each(pages)('%s', async page => {
		const text = drawPage(boardSnapshots.pc, page, size);
		expectToFill(text, size);
		expect(text).not.toMatch(/NaN|undefined|n\/a (?:ms|%|°C|W)\b/);
		await golden(text, `page-${page}-${size.join('x')}`);
		const folded = drawPage(boardSnapshots.pc, page, size, ascii);
		expectToFill(folded, size);
		expect(folded).toMatch(/^[\n\u0020-\u007E]*$/);
	});
});

it('mistakes have pictures in characters where there are no colours, and none where none is wanted', () => {
	const {pc} = boardSnapshots;
	const shown = drawPage(pc, 'accuracy', [120, 60], ascii);
	expect(shown).toMatch(/Last mistakes {2}newest first[^]*[+*]{8}.*ILSVRC[^]*@@@/);
	const hidden = drawPage(withoutPicture(pc), 'accuracy', [120, 60]);
	expect(hidden).toContain('i shows pictures of them');
	expect(hidden).toMatch(/│ ILSVRC/);
});

it.each(Object.keys(pageTitles) as ReadonlyArray<keyof typeof pageTitles>)(
	'the help of the page of %s fits the width of the smallest screen, every sentence whole',
	page => {
		const {width} = innerSize(pageSize(smallest));
		const text = draw(helpContent({page, bindings: keyBindings, width}).lines);
		const whole = text.replaceAll(/\n +/g, ' ');
		for (const {text: sentence} of keyBindings) {
			expect(text).toContain(sentence);
		}

		for (const [name, sentence] of figuresOf[page]) {
			expect(text).toContain(name);
			expect(whole).toContain(sentence);
		}

		expect(text).toContain('the result on the host.');
		expect(text).not.toContain(' …\n');
	},
);

it('the help explains each name that stands in the table of its page', () => {
	const {pc} = boardSnapshots;
	const names = {
		latency: [
			'decode',
			'preprocess',
			'infer',
			'postprocess',
			'total',
			'MLPerf',
			'evenness',
			'start',
		],
		heat: ['verdict', 'forecast', 'sustained', 'energy', 'edgetop'],
		cost: ['screen, journal', 'sensors', 'to the terminal'],
	} as const;
	for (const [page, listed] of Object.entries(names)) {
		const drawn = drawPage(pc, page as keyof typeof names, [120, 40]);
		const explained = figuresOf[page as keyof typeof names].map(([name]) => name);
		for (const name of listed) {
			expect(drawn).toContain(name);
			expect(explained).toContain(name);
		}
	}
});
