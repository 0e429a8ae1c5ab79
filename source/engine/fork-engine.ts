/*
The process of an engine, as it is before it knows what to run. One may be started in advance: Node and the engine's modules load while the arguments, the model and the frames are looked at.
*/
import {fork, type ChildProcess} from 'node:child_process';
import {type Socket} from 'node:net';
import {availableParallelism} from 'node:os';
import process from 'node:process';
import {fileURLToPath} from 'node:url';
import {childArguments} from '../system/child-node.js';
import {withSmallHeaps} from '../system/malloc.js';

const entryExtension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
const engineEntry = fileURLToPath(new URL(`engine.${entryExtension}`, import.meta.url));

let spare: ChildProcess | undefined;

const forkNow = (...likely: readonly string[]): ChildProcess =>
	fork(engineEntry, likely, {
		serialization: 'advanced',
		stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
		// Decoders share libuv's threads, of which there are four unless told otherwise; they are idle while a model runs.
		env: withSmallHeaps({
			...process.env,
			UV_THREADPOOL_SIZE:
				process.env['UV_THREADPOOL_SIZE'] ??
				String(Math.min(16, Math.max(4, availableParallelism()))),
		}),
		execArgv: childArguments(engineEntry),
	});

/** Whether this process waits for the child's end. */
const setWaiting = (child: ChildProcess, isWaiting: boolean): void => {
	const verb = isWaiting ? 'ref' : 'unref';
	child[verb]();
	child.channel?.[verb]();
	// A pipe, which is a socket; its type is that of any stream.
	(child.stderr as Socket | null)?.[verb]();
};

const forget = (): void => {
	spare = undefined;
};

/**
Starts a process that the next `forkEngine` takes. Where none asks for it, it ends with this one, which it does not keep alive.

@param likely Backend whose runtime it loads meanwhile; it can run any other.
*/
export const forkInAdvance = (likely: string): void => {
	if (!spare) {
		spare = forkNow(likely);
		setWaiting(spare, false);
		spare.on('error', forget);
		spare.on('exit', forget);
	}
};

/** A process of the engine, ready for its first message. */
export const forkEngine = (): ChildProcess => {
	const child = spare;
	spare = undefined;
	if (!child?.connected) {
		return forkNow();
	}

	child.off('error', forget);
	child.off('exit', forget);
	setWaiting(child, true);
	return child;
};
