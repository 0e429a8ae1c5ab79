import {readFileSync} from 'node:fs';
import {describe, expect, it} from 'vitest';
import {metricsPage} from '../../../scripts/build-docs/metrics-page.js';
import {families} from '../../../source/metrics/families.js';
import {runTool, whereIs} from './tools.js';

const docs = new URL('../../../docs/', import.meta.url);
const read = (name: string): string => readFileSync(new URL(name, docs), 'utf8');

/** Names of metrics in a query, without what Prometheus adds to those of a histogram. */
const namesIn = (text: string): string[] =>
	[...text.matchAll(/edgetop_[a-z\d_]+/g)].map(([name]) =>
		name.replace(/(?<=_seconds)_(?:bucket|sum|count)$/, ''),
	);

type Dashboard = {
	readonly panels: ReadonlyArray<{
		readonly id: number;
		readonly title: string;
		readonly gridPos: {
			readonly x: number;
			readonly y: number;
			readonly w: number;
			readonly h: number;
		};
		readonly targets: ReadonlyArray<{readonly expr: string}>;
	}>;
	readonly templating: {readonly list: ReadonlyArray<{readonly name: string}>};
};

describe('what is published for other tools', () => {
	it('docs/metrics.md is current (npm run build:docs writes it)', () => {
		expect(read('metrics.md')).toBe(metricsPage());
	});

	it.each(['grafana-dashboard.json', 'prometheus-alerts.yml'])(
		'%s names no metric that is not exported',
		name => {
			const names = namesIn(read(name));
			expect(names.length).toBeGreaterThan(4);
			expect(names.filter(used => !(used in families))).toEqual([]);
		},
	);

	it('labels in queries are labels of their metric', () => {
		const labels = new Set([
			'board',
			'le',
			...Object.values(families).flatMap(item => item.labels),
		]);
		const used = [
			...`${read('grafana-dashboard.json')}${read('prometheus-alerts.yml')}`.matchAll(
				/edgetop_[a-z_]+\{(?<inner>[^}]*)\}/g,
			),
		].flatMap(({groups}) =>
			[...groups!['inner']!.matchAll(/(?<label>[a-z_]+)\s*(?:=~|!=|=)/g)].map(
				match => match.groups!['label']!,
			),
		);
		expect(used.length).toBeGreaterThan(10);
		expect(used.filter(label => !labels.has(label))).toEqual([]);
	});

	it('panels of the dashboard have ids and places of their own', () => {
		const {panels, templating} = JSON.parse(read('grafana-dashboard.json')) as Dashboard;
		expect(templating.list.map(({name}) => name)).toContain('board');
		expect(new Set(panels.map(({id}) => id)).size).toBe(panels.length);
		const cells = panels.flatMap(({gridPos: {x, y, w, h}}) =>
			Array.from({length: w * h}, (_, place) => `${x + (place % w)}/${y + Math.floor(place / w)}`),
		);
		expect(new Set(cells).size).toBe(cells.length);
		expect(panels.every(({gridPos}) => gridPos.x + gridPos.w <= 24)).toBe(true);
	});

	it('promtool finds no fault with prometheus.yml and the alerts', ctx => {
		const promtool = whereIs('promtool');
		if (!promtool) {
			ctx.skip('promtool is not installed (Debian: apt install prometheus)');
			return;
		}

		const config = runTool(promtool, ['check', 'config', new URL('prometheus.yml', docs).pathname]);
		expect(config.said).toContain('SUCCESS');
		expect(config.code).toBe(0);
		const targets = read('prometheus.yml').match(/:9464'/g)!;
		expect(targets).toHaveLength(10);
	});
});
