import type * as source from '../../../source/run/session.js';

/*
A session forks engines, which Node can only load from the build that `npm test` has made.
*/
const built = new URL('../../../dist/run/session.js', import.meta.url);
const {Session} = (await import(built.href)) as typeof source;

type Options = ConstructorParameters<typeof source.Session>[0];

type Given = Pick<Options, 'model' | 'dataset' | 'saveFile' | 'resolveModel'> & Partial<Options>;

/** A session, with onnxruntime on the CPU unless another is given; its warm-up is short, for no latency is judged here. */
export const makeSession = (given: Given): source.Session =>
	new Session({
		edgetopVersion: '0.0.0',
		commandLine: [],
		backendId: 'onnxruntime:cpu',
		backendOptions: {},
		seed: 1,
		cacheBytes: 0,
		warmup: {runs: 2, milliseconds: 0},
		preset: 'quick',
		endsWithPreset: false,
		gates: {},
		periodMs: 500,
		logNative: () => undefined,
		...given,
	});

/** Such a session, started. */
export const startSession = (given: Given): source.Session => {
	const session = makeSession(given);
	session.start();
	return session;
};
