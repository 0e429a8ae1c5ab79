import {downwardImports} from './scripts/lint/rooms.mjs';

/** A library that only these folders of `source/` may know. */
const ownedBy = (owners, libraries, message) => ({
	files: ['source/**/*.{ts,tsx}'],
	ignores: owners,
	rules: {'no-restricted-imports': ['error', {patterns: [{group: libraries, message}]}]},
});

const libraries = {
	terminal: ['ink', 'react'],
	runtime: ['onnxruntime-node'],
};

const roomRules = [
	{
		files: ['source/**/*.{ts,tsx}'],
		plugins: {house: {rules: {'downward-imports': downwardImports}}},
		rules: {'house/downward-imports': 'error'},
	},
	ownedBy(
		['source/views/**', 'source/app.tsx', 'source/backends/**'],
		[...libraries.terminal, ...libraries.runtime],
		'Only views/ and app.tsx know the terminal library; runtimes are loaded by backends/ alone, in the engine process.',
	),
	{
		files: ['source/views/**/*.{ts,tsx}', 'source/app.tsx'],
		rules: {
			'no-restricted-imports': [
				'error',
				{
					patterns: [
						{group: libraries.runtime, message: 'Runtimes are loaded by backends/ alone.'},
					],
				},
			],
		},
	},
	{
		files: ['source/backends/**/*.ts'],
		rules: {
			'no-restricted-imports': [
				'error',
				{patterns: [{group: libraries.terminal, message: 'Only views/ and app.tsx know it.'}]},
			],
		},
	},
];

const config = [
	{ignores: ['dist', 'bin/check-node.cjs', 'models', 'data', 'docs', '.venv*']},
	{
		prettier: true,
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
			// Asks about each import; there are no polyfills here.
			'unicorn/no-unnecessary-polyfills': 'off',
			'unicorn/filename-case': ['error', {case: 'kebabCase'}],
			'unicorn/no-process-exit': 'off',
			'n/no-process-exit': 'off',
			'capitalized-comments': 'off',
			complexity: ['error', 20],
			'import-x/extensions': 'off',
			// Told by import-x/no-extraneous-dependencies as well, in a tenth of the time.
			'n/no-extraneous-import': 'off',
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
	// React is in these files alone.
	{
		files: ['**/*.tsx', 'source/views/use-*.ts'],
		react: true,
		prettier: true,
		rules: {'react/no-array-index-key': 'off', 'react/react-in-jsx-scope': 'off'},
	},
	...roomRules,
	{
		// One program for all files: what it knows of the types is worked out once, not for each project.
		files: ['**/*.{ts,tsx}'],
		languageOptions: {
			parserOptions: {
				projectService: false,
				project: 'tsconfig.lint.json',
				tsconfigRootDir: import.meta.dirname,
			},
		},
	},
];

export default config;
