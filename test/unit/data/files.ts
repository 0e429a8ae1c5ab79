import {createHash} from 'node:crypto';
import {readFileSync} from 'node:fs';
import path from 'node:path';
import {fileURLToPath} from 'node:url';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');

export const readText = (file: string) => readFileSync(path.join(root, file), 'utf8');

export const sha256Of = (file: string) =>
	createHash('sha256')
		.update(readFileSync(path.join(root, file)))
		.digest('hex');

export type Label = {readonly id: number; readonly wnid: string; readonly label: string};

/** File and right classes of each row of a `labels.csv`. */
export function readLabelsCsv(file: string) {
	const [header, ...rows] = readFileSync(file, 'utf8').trim().split('\n');
	return {
		header,
		rows: rows.map(row => {
			const [name, classes] = row.split(',') as [string, string];
			return {file: name, classes: classes.split('|').map(Number)};
		}),
	};
}
