import {describe, expect, it} from 'vitest';
import {escapeHtml, html} from '../../../source/report/html/markup.js';
import {linearScale, logScale} from '../../../source/measure/scale.js';

describe('scales', () => {
	it('linear ones end at ticks of 1, 2 or 5', () => {
		const scale = linearScale([0, 87], [100, 200]);
		expect(scale.ticks).toEqual([0, 20, 40, 60, 80, 100]);
		expect(scale.place(0)).toBe(100);
		expect(scale.place(50)).toBe(150);
		expect(linearScale([71.2, 84.9], [0, 1]).ticks).toEqual([70, 75, 80, 85]);
		expect(linearScale([5, 5], [0, 1]).ticks.length).toBeGreaterThan(1);
	});

	it('logarithmic ones put equal ratios at equal distances', () => {
		const scale = logScale([3, 240], [0, 100]);
		expect(scale.ticks).toEqual([2, 5, 10, 20, 50, 100, 200, 500]);
		expect(scale.place(20) - scale.place(2)).toBeCloseTo(scale.place(200) - scale.place(20), 9);
	});
});

describe('markup', () => {
	it('escapes what is put in, but not markup, and drops control characters', () => {
		expect(html`<p>${'<b>&"\u001B[31m'}${html`<i>${1}</i>`}</p>`.text).toBe(
			'<p>&lt;b&gt;&amp;&quot;<i>1</i></p>',
		);
		expect(escapeHtml("it's")).toBe('it&#39;s');
	});
});
