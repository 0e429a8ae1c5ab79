import {describe, expect, it} from 'vitest';
import {escapeHtml, html} from '../../../source/report/html/markup.js';
import {placeLabels} from '../../../source/report/html/place-labels.js';
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

describe('names of points', () => {
	it('are where there is room, never on another name, a point or a whisker', () => {
		const frame = {left: 0, right: 400, top: 0, bottom: 300};
		const points = Array.from({length: 12}, (_, index) => ({
			x: 100 + 4 * index,
			y: 100,
			text: String(index),
			whisker: [60, 140] as const,
		}));
		const places = placeLabels(points, frame);
		const found = places.filter(place => place !== undefined);
		expect(found.length).toBeGreaterThan(2);
		expect(found.length).toBeLessThan(12);
		for (const [index, {x, y}] of found.entries()) {
			const others = found.filter((_, place) => place !== index);
			expect(others.some(other => Math.abs(other.x - x) < 8 && Math.abs(other.y - y) < 13)).toBe(
				false,
			);
			expect(points.some(point => Math.abs(point.x - x) < 4 && y > 73 && y < 140)).toBe(false);
		}

		expect(placeLabels([{x: 50, y: 50, text: 'a'}], frame)).toEqual([{x: 50, y: 39}]);
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
