#!/usr/bin/env node
/*
`npm run imports`: which folder of `source/` imports which, lowest first, and a failure where files, or a room's folders and the files beside them, import each other in a circle, types included. `--json` prints every file with what it imports.
*/
import path from 'node:path';
import process from 'node:process';
import madge from 'madge';
import {rooms} from './lint/rooms.mjs';

const root = path.resolve(import.meta.dirname, '..');
const graph = await madge(path.join(root, 'source'), {
	fileExtensions: ['ts', 'tsx'],
	tsConfig: path.join(root, 'tsconfig.json'),
});
const files = graph.obj();

if (process.argv.includes('--json')) {
	process.stdout.write(`${JSON.stringify(files, undefined, '\t')}\n`);
} else {
	const folders = new Map();
	for (const [file, imported] of Object.entries(files)) {
		const from = path.posix.dirname(file);
		const below = folders.get(from) ?? new Set();
		folders.set(from, below);
		for (const target of imported.map(name => path.posix.dirname(name))) {
			if (target !== from) {
				below.add(target);
			}
		}
	}

	const placeOf = folder => {
		const place = rooms.indexOf(folder);
		return place === -1 && folder !== '.' ? placeOf(path.posix.dirname(folder)) : place;
	};

	const sorted = [...folders].sort(([a], [b]) => placeOf(a) - placeOf(b) || a.localeCompare(b));
	for (const [folder, below] of sorted) {
		const list = [...below].sort((a, b) => placeOf(a) - placeOf(b) || a.localeCompare(b));
		process.stdout.write(`${folder} → ${list.join(', ') || 'nothing'}\n`);
	}
}

/** A folder inside a room counts as one; a file beside it by itself. */
const partOf = file => {
	const [room, folder, ...rest] = file.split('/');
	return rest.length > 0 && !rooms.includes(room + '/' + folder) ? `${room}/${folder}` : file;
};

/** The ways back to where they began, over the parts of one room. */
const folderCircles = () => {
	const parts = new Map();
	for (const [file, imported] of Object.entries(files)) {
		const from = partOf(file);
		const below = parts.get(from) ?? new Set();
		parts.set(from, below);
		for (const target of imported.map(name => partOf(name))) {
			if (target !== from && target.split('/')[0] === from.split('/')[0]) {
				below.add(target);
			}
		}
	}

	const circles = [];
	const known = new Set();
	const follow = (part, way) => {
		const at = way.indexOf(part);
		if (at !== -1) {
			circles.push(way.slice(at));
		} else if (!known.has(part)) {
			for (const next of parts.get(part) ?? []) {
				follow(next, [...way, part]);
			}

			known.add(part);
		}
	};

	for (const part of parts.keys()) {
		follow(part, []);
	}

	return circles;
};

const circles = [...graph.circular(), ...folderCircles()];
for (const circle of circles) {
	process.stderr.write(`circle: ${[...circle, circle[0]].join(' → ')}\n`);
}

process.exitCode = circles.length > 0 ? 1 : 0;
