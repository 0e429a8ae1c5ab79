import {existsSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {expect, it} from 'vitest';

const root = path.resolve(import.meta.dirname, '../../..');
const {files} = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
	files: string[];
};

const covers = (entry: string, file: string): boolean =>
	file === entry || file.startsWith(`${entry}/`);

it('packs every file that the README links to', () => {
	const text = readFileSync(path.join(root, 'README.md'), 'utf8');
	const named = [...text.matchAll(/]\((?!https?:)([\w./-]+)/g)].map(([, file]) => file!);
	expect(named.length).toBeGreaterThan(20);
	for (const file of named) {
		expect(existsSync(path.join(root, file)), file).toBe(true);
		expect(
			files.some(entry => covers(entry, file)) &&
				!files.some(entry => entry.startsWith('!') && covers(entry.slice(1), file)),
			file,
		).toBe(true);
	}
});
