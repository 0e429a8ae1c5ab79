/**
Rooms of the house, lowest first. A room may import only from rooms before it (and from itself).
*/
const roomsBelow = {
	measure: [],
	text: [],
	sensors: ['measure', 'text'],
	zoo: ['measure', 'text'],
	frames: ['measure', 'text', 'zoo'],
	backends: ['measure', 'text', 'zoo'],
	engine: ['measure', 'text', 'frames', 'zoo', 'backends'],
	session: ['measure', 'text', 'frames', 'sensors', 'zoo', 'engine'],
	report: ['measure', 'text', 'session'],
	metrics: ['measure', 'text', 'sensors', 'session'],
	views: ['measure', 'text', 'session', 'report'],
};

const rooms = Object.keys(roomsBelow);

const roomRules = rooms.map(room => ({
	files: [`source/${room}/**/*.{ts,tsx}`],
	rules: {
		'no-restricted-imports': [
			'error',
			{
				patterns: [
					{
						group: rooms
							.filter(other => other !== room && !roomsBelow[room].includes(other))
							.flatMap(other => [`**/${other}/*`, `../${other}/**`]),
						message: `${room}/ may not import from there: imports run downward only (ARCHITECTURE.md).`,
					},
					{
						group: ['**/commands/*', '**/cli.js', '**/app.js'],
						message: 'Nothing below imports commands, cli or app.',
					},
					...(room === 'views'
						? []
						: [
								{
									group: ['ink', 'react', 'ink-table'],
									message: 'Only views/ and app.tsx know the terminal library.',
								},
							]),
					...(room === 'backends'
						? []
						: [
								{
									group: ['onnxruntime-node'],
									message: 'Runtimes are loaded by backends/ alone, in the engine process.',
								},
							]),
				],
			},
		],
	},
}));

const config = [
	{ignores: ['dist', 'models', 'data', 'docs', '.venv*']},
	{
		prettier: true,
		react: true,
		space: false,
		rules: {
			// Inference is one image at a time by definition; awaiting in a loop is the point.
			'no-await-in-loop': 'off',
			// Large tables of numbers and golden strings read better as they are.
			'unicorn/number-literal-case': 'off',
			'unicorn/numeric-separators-style': 'off',
			// Null is what JSON and IPC have for "absent".
			'@typescript-eslint/no-restricted-types': 'off',
			'unicorn/no-null': 'off',
			'@typescript-eslint/naming-convention': 'off',
			'unicorn/prevent-abbreviations': 'off',
			'unicorn/filename-case': ['error', {case: 'kebabCase'}],
			'unicorn/no-process-exit': 'off',
			'n/no-process-exit': 'off',
			'capitalized-comments': 'off',
			complexity: ['error', 20],
			'react/no-array-index-key': 'off',
			'react/react-in-jsx-scope': 'off',
			'import-x/extensions': 'off',
			'import-x/no-unassigned-import': 'off',
			'@typescript-eslint/prefer-readonly-parameter-types': 'off',
			'no-bitwise': 'off',
			'n/prefer-global/process': 'off',
			'n/prefer-global/buffer': 'off',
			'require-unicode-regexp': 'off',
			'unicorn/better-regex': 'off',
			'no-control-regex': 'off',
			'unicorn/prefer-top-level-await': 'off',
			'unicorn/no-array-sort': 'off',
			'unicorn/no-array-reduce': 'off',
			'unicorn/no-array-callback-reference': 'off',
			'no-warning-comments': 'error',
			'@typescript-eslint/switch-exhaustiveness-check': 'off',
			'@typescript-eslint/no-unsafe-type-assertion': 'off',
			'@typescript-eslint/strict-void-return': 'off',
			'max-lines': ['error', {max: 300, skipBlankLines: false, skipComments: false}],
		},
	},
	...roomRules,
];

export default config;
