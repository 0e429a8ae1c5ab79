import {readFileSync} from 'node:fs';
import path from 'node:path';
import {describe, expect, it} from 'vitest';
import {modelKey} from '../../../../source/record/reference/model-key.js';
import {numberOf} from '../../../../source/record/reference/read-cell.js';
import {fromCsv} from '../../../../source/record/reference/read-csv.js';
import {
	readReference,
	shippedReference,
} from '../../../../source/record/reference/read-reference.js';
import {rankOf} from '../../../../source/record/reference/rank.js';
import {hasShared, sharedFolder, withoutShared} from '../../../shared.js';

describe('tables with the headings that people write', () => {
	it('semicolons, decimal commas, seconds, line breaks in quotes, a column nobody knows', () => {
		const {rows, unread, caveats} = fromCsv(
			'Board;Runtime;Network;Latency (s);Top-1 acc;Price\n"My\nboard";ORT;EfficientNet B0;0,0123;76,5;30\nOther;ORT;B0;-;;\n',
			'a.csv',
		);
		expect(rows).toEqual([
			{
				device: 'My board',
				framework: 'ORT',
				model: 'EfficientNet B0',
				inferMs: 12.3,
				top1: 0.765,
			},
		]);
		expect(unread).toEqual(['Price']);
		expect(caveats).toEqual(['1 row left out: no time']);
	});

	it.each([
		['Device\tFramework\tModel\tAvg latency, µs\nA\tB\tC\t1500\n', {inferMs: 1.5}],
		[
			'System Name,Inference Engine,Topology,Mean latency (ms)\nA,B,C,"1,234.5"\n',
			{inferMs: 1234.5},
		],
		['device,framework,model,inference_time_ms,top1_accuracy\nA,B,C,7,0.771\n', {top1: 0.771}],
		[
			'Device,Framework,Model,Inference Time [ms],Accuracy@1,Accuracy@5\nA,B,C,7,55.45,79\n',
			{top1: 0.5545, top5: 0.79},
		],
		[
			'Device,Framework,Model,Latency,Top 1\nA,B,C,12.5 ± 0.3 ms,64.3%\n',
			{inferMs: 12.5, top1: 0.643},
		],
		[
			'Device,Framework,Model,Time (ms),Quantization,CPU threads\nA,B,C,1.2 s,int8,4\n',
			{inferMs: 1200, precision: 'int8', threads: 4},
		],
		['Device,Framework,Model,p50 (ms)\nA,B,C,7\n', {inferMs: 7, p50Ms: 7}],
		['# made by hand\nDevice,Framework,Model,Latency (ms)\nA,B,C,7\n', {inferMs: 7}],
		[
			'SystemName,framework,MlperfModel,Scenario,Result,Units\nA,B,resnet,SingleStream,7.5,Latency (ms)\nA,B,resnet,Offline,900,Samples/s\n',
			{inferMs: 7.5, model: 'resnet'},
		],
	])('%j', (text, expected) => {
		expect(fromCsv(text, 'a.csv').rows).toEqual([expect.objectContaining(expected)]);
	});

	it.each([
		[
			'Device,Framework,Model,Time (ms),Model\nA,B,C,7,D\n',
			/a\.csv: the heading "Model" is there twice/,
		],
		['Device,Framework,Model,Time (ms)\n"A,B,C,7\n', /a\.csv: no CSV: /],
		[
			'Device,Framework,Model,Time (ms)\nA,B,C,-\n',
			/a\.csv: no row that can be compared: 1 row left out: no time/,
		],
		['Device,Framework,Model,FPS\nA,B,C,7\n', /no column for inferMs/],
	])('%j is refused', (text, message) => {
		expect(() => fromCsv(text, 'a.csv')).toThrow(message);
	});

	it('says which unit it took where none is named', () => {
		expect(fromCsv('Device,Framework,Model,Latency\nA,B,C,7\n', 'a.csv').caveats).toEqual([
			'The heading "Latency" names no unit of time: read as ms',
		]);
	});

	it("OpenVINO's benchmark_app report is a row", () => {
		const text =
			'Command line parameters\nm;resnet50.xml\nd;CPU\n\nConfiguration setup\ntopology;resnet50\ntarget device;CPU\nprecision;FP32\nnumber of parallel infer requests;4\n\nExecution results\nlatency (ms);12.20\navg latency;12.34\nthroughput;321.00\n\n';
		expect(fromCsv(text, 'a.csv')).toMatchObject({
			rows: [{device: 'CPU', model: 'resnet50', inferMs: 12.34, p50Ms: 12.2, precision: 'FP32'}],
			caveats: [expect.stringContaining('4 requests ran side by side')],
		});
		expect(() => fromCsv('Execution results\nthroughput;3\n', 'a.csv')).toThrow(
			/without its topology, its target device, a latency/,
		);
	});
});

it.each([
	['12,5', true, 12.5],
	['1.234,5', true, 1234.5],
	['1,234', false, 1234],
	['~7', false, 7],
	['1e3', false, 1000],
	['fast', false, Number.NaN],
	['', false, Number.NaN],
])('%j (decimal comma: %j) is %d', (text, hasDecimalComma, expected) => {
	expect(numberOf(text, hasDecimalComma)).toBe(expected);
});

it.each([
	['Resnet-50', '', 'resnet50'],
	['resnet50_v1.5', '', 'resnet50'],
	['ResNet-50 v2', '', 'resnet50v2'],
	['microsoft/resnet-50', '', 'resnet50'],
	['Efficientnet-S', 'Edge TPU Coral (Dev. Board)', 'efficientnetedgetpus'],
	['Efficientnet-S', 'PyTorch CPU', 'efficientnets'],
	['efficientnet-edgetpu-s-int8', '', 'efficientnetedgetpus'],
	['EfficientNet-EdgeTPU M', '', 'efficientnetedgetpum'],
	['efficientnet_b0_224.onnx', '', 'efficientnetb0'],
	['EfficientNet-B0 (224x224)', '', 'efficientnetb0'],
	['efficientnetv2-s', '', 'efficientnetv2s'],
	['tf2_mobilenet_v2_1.0_224', '', 'mobilenetv2'],
	['mobilenet_v1_0.25_128_quant', '', 'mobilenetv1025128'],
	['MobileNet V3 Large', '', 'mobilenetv3large'],
	['SqueezeNet 1.1', '', 'squeezenet11'],
	['効率的なネットワーク', '', '効率的なネットワーク'],
])('%j of %j is the model %s', (name, where, key) => {
	expect(modelKey(name, where)).toBe(key);
});

describe('the table of 2019 that is shipped', () => {
	const table = readReference(shippedReference);

	it('has all 31 rows with what is missing missing, and no noise in its percents', () => {
		expect(table.rows).toHaveLength(31);
		expect(table.unread).toBeUndefined();
		expect(table.rows[3]).toEqual({
			device: 'Coral (Dev. Board)',
			framework: 'Edge TPU',
			model: 'Efficientnet-S',
			inferMs: 5.42,
			top1: 0.3379,
			top5: 0.5545,
		});
		expect(table.rows.filter(({top5}) => top5 !== undefined)).toHaveLength(8);
		expect(readFileSync(shippedReference, 'utf8')).not.toMatch(/\d\.\d{7,}/);
	});

	it('ranks a run among the rows of its model', () => {
		expect(rankOf([table], ['EfficientNet-B0', 'efficientnet-b0'], 6.7)).toMatchObject({
			rank: 2,
			of: 8,
			faster: {device: 'GTX-2080ti', framework: 'TensorFlow', inferMs: 4.86},
			slower: {device: 'GTX-2080ti', framework: 'PyTorch', inferMs: 7.28},
			slowestBoard: {device: 'Raspberry Pi 3B', framework: 'TensorFlow'},
		});
		expect(rankOf([table], ['efficientnet-edgetpu-s-int8'], 6)).toMatchObject({rank: 2, of: 3});
		expect(rankOf([table], ['resnet50'], 20)).toMatchObject({of: 11});
	});

	it('is the published table', ctx => {
		if (!hasShared) {
			ctx.skip(withoutShared);
			return;
		}

		const published = readReference(path.join(sharedFolder, 'data', 'report2019', 'table.csv'));
		expect(published.rows).toEqual(table.rows);
	});
});
