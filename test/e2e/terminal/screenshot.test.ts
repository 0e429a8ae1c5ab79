import {describe, expect, it} from 'vitest';
import {shapeOf} from '../../../scripts/screenshot/shapes.js';
import {renderSvg} from '../../../scripts/screenshot/svg.js';
import {type Cell} from './cells.js';

const box = {x: 10, y: 20, width: 8, height: 16};

const plain: Omit<Cell, 'text'> = {
	width: 1,
	foreground: {kind: 'default'},
	background: {kind: 'default'},
	isBold: false,
	isDim: false,
	isItalic: false,
	isUnderlined: false,
	isInverse: false,
	isStruckThrough: false,
};

describe('shapes', () => {
	it('fill exactly their part of the cell', () => {
		expect(shapeOf('█', box)).toBe('M10 20H18V36H10Z');
		expect(shapeOf('▂', box)).toBe('M10 32H18V36H10Z');
		expect(shapeOf('▌', box)).toBe('M10 20H14V36H10Z');
		expect(shapeOf('▝', box)).toBe('M14 20H18V28H14Z');
	});

	it('have as many dots as the braille character', () => {
		expect(shapeOf('⣿', box)?.match(/M/g)).toHaveLength(8);
		expect(shapeOf('⠁', box)?.match(/M/g)).toHaveLength(1);
	});

	it('leave letters to the font', () => {
		expect(shapeOf('a', box)).toBeUndefined();
	});
});

describe('renderSvg', () => {
	it('puts each word where its columns are, escaped, and each colour where it belongs', () => {
		const red: Cell = {...plain, text: '█', foreground: {kind: 'rgb', value: 0xff_00_00}};
		const cells = [...'a<b  cd'].map((text): Cell => ({...plain, text}));
		const svg = renderSvg([[...cells, red]], 'a & b');
		expect(svg).toContain('<title>a &amp; b</title>');
		expect(svg).toMatch(/<text x="12" [^>]*>a&lt;b<\/text>/);
		// Column 5 of cells 8.428 wide, after a border of 12.
		expect(svg).toMatch(/<text x="54.14" [^>]*>cd<\/text>/);
		expect(svg).toContain('<path fill="#ff0000" d="M71 12H79.42V30H71Z"/>');
	});
});
