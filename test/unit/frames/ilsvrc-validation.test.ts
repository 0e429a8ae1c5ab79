import path from 'node:path';
import {afterAll, describe, expect, it} from 'vitest';
import {openDataset} from '../../../source/frames/open-dataset.js';
import {datasetFolders, namesOf} from './dataset-folders.js';

const {folder, make} = datasetFolders();
afterAll(folder.remove);

describe('the flat validation set of ILSVRC 2012', () => {
	const images = {
		'val/ILSVRC2012_val_00000001.JPEG': 'x',
		'val/ILSVRC2012_val_00000003.JPEG': 'x',
	};
	const open = async (name: string, files: Readonly<Record<string, string>>) =>
		openDataset(path.join(make(name, {...images, ...files}), 'val'));

	it.each([
		[
			'imagenet_2012_validation_synset_labels.txt',
			{'imagenet_2012_validation_synset_labels.txt': 'n01443537\nn01440764\nn01484850\n'},
		],
		[
			'LOC_val_solution.csv',
			{
				'LOC_val_solution.csv':
					'ImageId,PredictionString\nILSVRC2012_val_00000003,n01484850 1 2 3 4\nILSVRC2012_val_00000001,n01443537 1 2 3 4 n01443537 5 6 7 8\n',
			},
		],
		[
			'ILSVRC2012_validation_ground_truth.txt',
			{
				'ILSVRC2012_devkit_t12/data/ILSVRC2012_validation_ground_truth.txt': '490\n361\n171\n',
				'map_clsloc.txt': 'n01443537 490 goldfish\nn01484850 171 great_white_shark\n',
			},
		],
	])('takes its answers from %s', async (list, files) => {
		const dataset = await open(`val-${list}`, files);
		expect(namesOf(dataset)).toEqual([
			['ILSVRC2012_val_00000001.JPEG', 1],
			['ILSVRC2012_val_00000003.JPEG', 2],
		]);
		expect(dataset.labelSource).toBe(list);
	});

	it.each([
		[
			'numbers that nothing explains',
			{'val/ILSVRC2012_validation_ground_truth.txt': '490\n361\n171\n'},
			/own order.*map_clsloc\.txt/,
		],
		[
			'too few answers',
			{'imagenet_2012_validation_synset_labels.txt': 'n01443537\n'},
			/no answer for ILSVRC2012_val_00000003/,
		],
		[
			'an unknown id',
			{'imagenet_2012_validation_synset_labels.txt': 'n01443537\nn1\nn99999999\n'},
			/line 3: "n99999999" is none of the 1000/,
		],
	])('refuses %s', async (name, files, message) => {
		await expect(open(`val-${name}`, files)).rejects.toThrow(message);
	});

	it('is unlabelled where no list lies beside it', async () => {
		expect(await open('val-alone', {})).toMatchObject({labelSource: 'none', labelledCount: 0});
	});
});
