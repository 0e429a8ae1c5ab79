import {describe, expect, it} from 'vitest';
import {type ReportRow} from '../../../source/report/table/rows.js';
import {compose} from '../../../source/views/compose.js';
import {pageSize} from '../../../source/views/main-layout.js';
import {type ReportContent} from '../../../source/report/report-content.js';
import {lastScroll, reportPage} from '../../../source/views/pages/report-page.js';
import {ascii, draw, expectToFill, frame, golden, plain, sizes} from './draw.js';
import {buildSnapshot} from './snapshot-builder.js';

const reportRow = (change: Partial<ReportRow>): ReportRow => ({
	device: 'Raspberry Pi 4 Model B Rev 1.4',
	framework: 'onnxruntime 1.30.0',
	model: 'efficientnet-b0 float32',
	inferMs: 120,
	verdict: 'reference: report 2019',
	file: 'a.json',
	isReference: true,
	...change,
});

const report: ReportContent = {
	rows: [
		reportRow({
			p50Ms: 118,
			p90Ms: 130,
			fps: 8.1,
			top1: 0.771,
			top5: 0.933,
			images: 1000,
			verdict: 'VALID',
			isReference: false,
		}),
		reportRow({device: '漢字のボード', model: '効率的なネットワーク', inferMs: 40.5, top1: 0.8}),
		reportRow({device: 'Board B', framework: 'TensorFlow', inferMs: 1500}),
	],
	ownRows: 1,
	notes: ['report 2019: 2 rows, https://example.org/report. Means only.', 'The last note.'],
};

describe.each(sizes)('at %i × %i', (...size) => {
	const name = size.join('x');

	it('the place among other boards', async () => {
		const standing = {
			title: 'report 2019',
			model: 'EfficientNet-B0',
			rank: 2,
			of: 6,
			inferMs: 10,
			faster: {device: 'Board A', framework: 'TensorRT', inferMs: 4.1, ratio: 0.41},
			slower: {device: 'Board B', framework: 'TensorFlow', inferMs: 126, ratio: 12.6},
		};
		// In the way of nothing: news of the last seconds come first where there is one line for both.
		const text = frame(buildSnapshot({standing, events: []}), size);
		expectToFill(text, size);
		expect(text).toContain(
			'EfficientNet-B0: 10.00 ms, faster than Board B with TensorFlow (126.0)',
		);
		const unknown = frame(buildSnapshot({standing: {missing: 'no row'}, events: []}), size);
		expectToFill(unknown, size);
		expect(unknown).toContain('next to other boards: n/a (no row)');
		await golden(text, `standing-${name}`);
	});

	it('the report: all of it can be scrolled to', async () => {
		const [width, height] = size;
		const inner = pageSize({width, height});
		for (const theme of [plain, ascii]) {
			const last = lastScroll(report, inner, theme);
			const pages = [0, last].map(scroll =>
				draw(
					compose(
						buildSnapshot(),
						{width, height},
						theme,
						reportPage(report, scroll, inner, theme),
					),
					theme,
				),
			);
			for (const text of pages) {
				expectToFill(text, size);
			}

			expect(pages[0]).toContain('mean ms');
			expect(pages[1]).toContain('The last note.');
			if (theme === plain) {
				await golden(pages.join(''), `report-${name}`);
			}
		}
	});
});
