import {freemem} from 'node:os';
import {type EngineConfig} from '../engine/protocol.js';
import {isExclusiveBackend} from '../models/exclusive.js';
import {type Choice} from './choice.js';

/** Whether there is memory for an engine with a model of so many bytes beside the running one. */
export type HasRoom = (modelBytes: number) => boolean;

/** Memory that a second engine needs beside its model: Node, the runtime, decoded frames. */
const engineBytes = 300 * 2 ** 20;

export const hasRoomForTwo: HasRoom = modelBytes => freemem() > 3 * modelBytes + engineBytes;

/** Why the running engine has to stop before the next one loads; undefined: both run meanwhile. */
export const reasonToStop = (
	running: EngineConfig,
	{model, backendId}: Choice,
	hasRoom: HasRoom,
): string | undefined => {
	if (running.backendId === backendId && isExclusiveBackend(backendId)) {
		return `the device of ${backendId} serves one engine at a time`;
	}

	if (running.stream?.isExclusive) {
		return `${running.stream.shown} serves one engine at a time`;
	}

	return hasRoom(model.manifest.formats[model.format]?.bytes ?? 0) ? undefined : 'memory is short';
};

/** What is told when a flip begins. */
export const beganText = (
	{model, backendId}: Choice,
	isRunning: boolean,
	reason: string | undefined,
): string => {
	const goesOn = 'the present model goes on meanwhile';
	const stops = `${reason}, so the present model stops first`;
	const present = reason === undefined ? goesOn : stops;
	return `loading ${model.manifest.title} on ${backendId}; ${isRunning ? present : 'nothing else runs'}`;
};
