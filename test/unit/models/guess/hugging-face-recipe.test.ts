/*
What Transformers writes beside a model. The expected recipes are those with which its own image processors make the same tensor of a photograph (5.24).
*/
import {afterAll, describe, expect, test} from 'vitest';
import {type Manifest} from '../../../../source/models/manifest.js';
import {tinyClassifier} from '../onnx/onnx-bytes.js';
import {guessBeside} from './open-model.js';
import {writtenFiles} from './written-files.js';

const {write, remove} = writtenFiles();
afterAll(remove);

const imagenet = {image_mean: [0.485, 0.456, 0.406], image_std: [0.229, 0.224, 0.225]};
const halves = {image_mean: [0.5, 0.5, 0.5], image_std: [0.5, 0.5, 0.5]};
const usual = {do_normalize: true, do_rescale: true, do_resize: true, rescale_factor: 1 / 255};

type Case = readonly [
	name: string,
	config: object,
	side: number,
	recipe: Partial<Manifest['preprocessing']>,
];

const processors: readonly Case[] = [
	[
		'ViT of 384 pixels',
		{
			...usual,
			...halves,
			image_processor_type: 'ViTImageProcessor',
			resample: 2,
			size: {height: 384, width: 384},
		},
		384,
		{resize: 'squash', interpolation: 'linear', mean: [0.5, 0.5, 0.5]},
	],
	[
		'DeiT: stretched, then cropped',
		{
			...usual,
			...halves,
			image_processor_type: 'DeiTImageProcessor',
			crop_size: {height: 224, width: 224},
			do_center_crop: true,
			size: {height: 256, width: 256},
		},
		224,
		{resize: 'squash-crop', cropFraction: 0.875},
	],
	[
		'DeiT of former times, with sizes of one number',
		{
			...halves,
			do_normalize: true,
			feature_extractor_type: 'DeiTFeatureExtractor',
			crop_size: 224,
			do_center_crop: true,
			size: 256,
		},
		224,
		{resize: 'squash-crop', cropFraction: 0.875},
	],
	[
		'CLIP of former times keeps the shape',
		{
			...halves,
			do_normalize: true,
			feature_extractor_type: 'CLIPFeatureExtractor',
			crop_size: 224,
			do_center_crop: true,
			size: 256,
		},
		224,
		{resize: 'shorter-side', cropFraction: 0.875},
	],
	[
		'ConvNeXt',
		{
			...usual,
			...imagenet,
			image_processor_type: 'ConvNextImageProcessor',
			crop_pct: 0.875,
			resample: 3,
			size: {shortest_edge: 224},
		},
		224,
		{resize: 'shorter-side', cropFraction: 0.875, interpolation: 'cubic'},
	],
	[
		'ConvNeXt of 384 pixels does not crop',
		{
			...usual,
			...imagenet,
			image_processor_type: 'ConvNextImageProcessor',
			crop_pct: 0.875,
			size: {shortest_edge: 384},
		},
		384,
		{resize: 'squash'},
	],
	[
		'ResNet: ConvNeXt of former times',
		{
			...imagenet,
			do_normalize: true,
			feature_extractor_type: 'ConvNextFeatureExtractor',
			crop_pct: 0.875,
			size: 224,
		},
		224,
		{resize: 'shorter-side', cropFraction: 0.875, mean: [0.485, 0.456, 0.406]},
	],
	[
		'PoolFormer cuts the resized side down',
		{
			...usual,
			...imagenet,
			image_processor_type: 'PoolFormerImageProcessor',
			crop_pct: 0.9,
			crop_size: {height: 224, width: 224},
			do_center_crop: true,
			size: {shortest_edge: 224},
		},
		224,
		{resize: 'shorter-side', cropFraction: 224 / 248},
	],
	[
		'LeViT resizes to 256/224 of its size',
		{
			...usual,
			...imagenet,
			image_processor_type: 'LevitImageProcessor',
			crop_size: {height: 224, width: 224},
			do_center_crop: true,
			size: {shortest_edge: 224},
		},
		224,
		{resize: 'shorter-side', cropFraction: 224 / 256},
	],
	[
		'MobileViT: BGR, and no mean although one is written',
		{
			...halves,
			do_rescale: true,
			image_processor_type: 'MobileViTImageProcessor',
			crop_size: {height: 256, width: 256},
			do_center_crop: true,
			do_flip_channel_order: true,
			size: {shortest_edge: 288},
		},
		256,
		{
			resize: 'shorter-side',
			cropFraction: 256 / 288,
			channelOrder: 'bgr',
			mean: [0, 0, 0],
			std: [1, 1, 1],
		},
	],
	[
		'EfficientNet divides twice',
		{
			...usual,
			...halves,
			image_processor_type: 'EfficientNetImageProcessor',
			do_center_crop: false,
			crop_size: {height: 289, width: 289},
			include_top: true,
			rescale_offset: false,
			size: {height: 240, width: 240},
		},
		240,
		{resize: 'squash', mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25]},
	],
	[
		'an offset of the pixels',
		{
			...usual,
			do_normalize: false,
			rescale_factor: 1 / 127.5,
			rescale_offset: true,
			size: {height: 96, width: 96},
		},
		96,
		{scale: 1 / 127.5, mean: [1, 1, 1], std: [1, 1, 1]},
	],
	[
		'nothing resized',
		{...usual, ...halves, do_resize: false, size: {height: 64, width: 64}},
		64,
		{resize: 'none'},
	],
];

describe('preprocessor_config.json', () => {
	test.each(processors)('%s', async (_, config, side, recipe) => {
		const {manifest, said} = await guessBeside(write, {'preprocessor_config.json': config});
		expect(manifest.input).toMatchObject({height: side, width: side});
		expect(manifest.preprocessing).toMatchObject({scale: 1 / 255, ...recipe});
		expect(said).toContain(`picture size: ${side}×${side}`);
		expect(said).toContain('preprocessor_config.json has it');
	});

	test('a declared size stands', async () => {
		const {manifest, said} = await guessBeside(
			write,
			{'preprocessor_config.json': {size: {height: 384, width: 384}}},
			tinyClassifier({dims: ['N', 3, 32, 48], classes: 3}),
		);
		expect(manifest.input).toMatchObject({height: 32, width: 48});
		expect(said).not.toContain('picture size');
	});

	test('config.json alone has the size too', async () => {
		const {manifest, said} = await guessBeside(write, {'config.json': {image_size: [96, 128]}});
		expect(manifest.input).toMatchObject({height: 96, width: 128});
		expect(said).toContain('config.json has it');
	});
});
