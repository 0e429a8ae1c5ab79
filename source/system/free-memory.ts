import {readFileSync} from 'node:fs';
import os from 'node:os';

const readText = (file: string): string => {
	try {
		return readFileSync(file, 'utf8');
	} catch {
		return '';
	}
};

/** The number behind a key of `memory.stat` or `/proc/meminfo`; undefined where there is none. */
const keyed = (text: string, key: string): number | undefined => {
	const found = new RegExp(String.raw`^${key}:?\s+(\d+)`, 'm').exec(text);
	return found ? Number(found[1]) : undefined;
};

/** A limit in bytes; `max`, and the greatest number that version 1 writes for "none", are no limit. */
const limitOf = (text: string): number | undefined => {
	const word = text.trim();
	const value = /^\d+$/.test(word) ? Number(word) : Number.NaN;
	return value < 2 ** 60 ? value : undefined;
};

/** Files of one control group, in the two versions that kernels have. */
const versions = [
	{
		roots: ['sys/fs/cgroup', 'sys/fs/cgroup/unified'],
		limits: ['memory.max', 'memory.high'],
		used: 'memory.current',
		reclaimable: 'inactive_file',
	},
	{
		roots: ['sys/fs/cgroup/memory'],
		limits: ['memory.limit_in_bytes'],
		used: 'memory.usage_in_bytes',
		reclaimable: 'total_inactive_file',
	},
] as const;

type Version = (typeof versions)[number];

/** What a control group leaves; undefined where it sets no limit. File pages that are not in use are given back when asked for. */
const roomIn = (folder: string, version: Version): number | undefined => {
	const limits = version.limits
		.map(name => limitOf(readText(`${folder}/${name}`)))
		.filter(limit => limit !== undefined);
	const used = limitOf(readText(`${folder}/${version.used}`));
	if (limits.length === 0 || used === undefined) {
		return undefined;
	}

	const reclaimable = keyed(readText(`${folder}/memory.stat`), version.reclaimable) ?? 0;
	return Math.max(0, Math.min(...limits) - used + Math.min(reclaimable, used));
};

/** The least room in this process's control group and those above it; undefined where none sets a limit. */
const roomInGroups = (root: string): number | undefined => {
	const rooms: number[] = [];
	for (const line of readText(`${root}/proc/self/cgroup`).split('\n')) {
		const [, controllers, path = ''] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
		const isUnified = controllers === '';
		if (!isUnified && !controllers?.split(',').includes('memory')) {
			continue;
		}

		const version = versions[isUnified ? 0 : 1];
		const parts = path.split('/').filter(part => part !== '' && part !== '..');
		for (const place of version.roots) {
			for (let {length} = parts; length >= 0; length--) {
				const folder = [root, place, ...parts.slice(0, length)].join('/');
				const room = roomIn(folder, version);
				rooms.push(...(room === undefined ? [] : [room]));
			}
		}
	}

	return rooms.length === 0 ? undefined : Math.min(...rooms);
};

/**
Bytes of memory that this process may still take without anything being swapped out or killed: what the kernel calls available, within the limits of the control groups.

@param root Root of the file tree that is read. @default ''
*/
export const freeMemory = (root = ''): number => {
	const available = keyed(readText(`${root}/proc/meminfo`), 'MemAvailable');
	const whole = available === undefined ? os.freemem() : 1024 * available;
	return Math.min(whole, roomInGroups(root) ?? Number.POSITIVE_INFINITY);
};
