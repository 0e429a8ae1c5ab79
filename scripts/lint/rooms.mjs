import path from 'node:path';

/**
Rooms of the house, lowest first. A file may import from its own room and from those before it; `commands/`, `app.tsx` and `cli.ts` are above all.
*/
export const rooms = [
	'text',
	'system',
	'measure',
	'downloads',
	'sensors',
	'models',
	'datasets',
	'frames',
	'backends',
	'ssh',
	'engine',
	'conversion',
	'record',
	'throttling/detect',
	'format',
	'throttling',
	'journal',
	'compare/statistics',
	'run',
	'compare',
	'metrics',
	'report',
	'views',
	'app.tsx',
	'wall',
	'command-line',
	'flags.ts',
	'commands/run',
	'bench',
	'commands',
	'.',
];

/** Place of a file of `source/` in the list; undefined where its folder is not listed. */
const placeOf = file => {
	const byFile = rooms.findIndex(
		room =>
			path.parse(room).name === path.parse(file).name &&
			path.extname(room) !== '' &&
			path.posix.dirname(file) === '.',
	);
	if (byFile !== -1) {
		return byFile;
	}

	let folder = path.posix.dirname(file);
	while (folder !== '.' && !rooms.includes(folder)) {
		folder = path.posix.dirname(folder);
	}

	const place = rooms.indexOf(folder);
	return place === -1 ? undefined : place;
};

const source = `${path.resolve(import.meta.dirname, '../../source')}/`;

/** Lint rule: imports run downward only. */
export const downwardImports = {
	meta: {type: 'problem', schema: []},
	create(context) {
		const file = context.filename.slice(source.length);
		const check = node => {
			if (!node.source?.value.startsWith?.('.')) {
				return;
			}

			const target = path.posix.join(path.posix.dirname(file), node.source.value);
			const [from, to] = [placeOf(file), placeOf(target)];
			if (from === undefined || to === undefined || to > from) {
				context.report({
					node,
					message: `${path.posix.dirname(file)}/ may not import ${target}: imports run downward only (ARCHITECTURE.md).`,
				});
			}
		};

		return {
			ImportDeclaration: check,
			ExportNamedDeclaration: check,
			ExportAllDeclaration: check,
			ImportExpression: check,
		};
	},
};
