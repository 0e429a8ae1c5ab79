import process from 'node:process';
import {defineConfig} from 'vitest/config';
import {LongestFirst} from './test/longest-first.mjs';

export default defineConfig({
	test: {
		include: ['test/**/*.test.{ts,tsx}'],
		pool: 'forks',
		maxWorkers: 2,
		sequence: {sequencer: LongestFirst},
		// Recorded boards that play side by side take half a core each.
		maxConcurrency: 2,
		testTimeout: 180_000,
		hookTimeout: 180_000,
		// Real processes on a machine that others use, too: a second try is told in the log ("retry x1").
		retry: process.env.CI ? 1 : 0,
		reporters: ['verbose'],
	},
});
