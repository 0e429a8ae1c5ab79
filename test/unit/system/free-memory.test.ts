import {mkdirSync, writeFileSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {afterAll, describe, expect, it} from 'vitest';
import {freeMemory} from '../../../source/system/free-memory.js';
import {temporaryFolder} from '../frames/images.js';

const folder = temporaryFolder();
afterAll(folder.remove);

let count = 0;
/** A root with these files. */
const rootWith = (files: Readonly<Record<string, string>>): string => {
	const root = path.join(folder.path, String(count++));
	for (const [name, text] of Object.entries(files)) {
		const file = path.join(root, name);
		mkdirSync(path.dirname(file), {recursive: true});
		writeFileSync(file, text);
	}

	return root;
};

const meminfo = 'MemTotal:        8000000 kB\nMemFree:  100 kB\nMemAvailable:    4000000 kB\n';
const available = 4_000_000 * 1024;
const group = 'sys/fs/cgroup/user.slice/app';

describe('freeMemory', () => {
	it('is what the kernel calls available where no control group limits it', () => {
		expect(freeMemory(rootWith({'proc/meminfo': meminfo}))).toBe(available);
		const root = rootWith({
			'proc/meminfo': meminfo,
			'proc/self/cgroup': '0::/user.slice/app\n',
			[`${group}/memory.max`]: 'max\n',
			[`${group}/memory.high`]: 'max\n',
			[`${group}/memory.current`]: '1000\n',
		});
		expect(freeMemory(root)).toBe(available);
	});

	it('is what the tightest of the groups leaves, with the file pages that would be given back', () => {
		const root = rootWith({
			'proc/meminfo': meminfo,
			'proc/self/cgroup': '0::/user.slice/app\n',
			[`${group}/memory.max`]: '900000000\n',
			[`${group}/memory.high`]: 'max\n',
			[`${group}/memory.current`]: '100000000\n',
			[`${group}/memory.stat`]: 'anon 1\ninactive_file 50000000\nactive_file 7\n',
			'sys/fs/cgroup/user.slice/memory.max': '600000000\n',
			'sys/fs/cgroup/user.slice/memory.current': '200000000\n',
		});
		expect(freeMemory(root)).toBe(400_000_000);
		const tight = rootWith({
			'proc/meminfo': meminfo,
			'proc/self/cgroup': '0::/user.slice/app\n',
			[`${group}/memory.max`]: '900000000\n',
			[`${group}/memory.high`]: '300000000\n',
			[`${group}/memory.current`]: '100000000\n',
			[`${group}/memory.stat`]: 'anon 1\ninactive_file 50000000\nactive_file 7\n',
		});
		expect(freeMemory(tight)).toBe(250_000_000);
	});

	it('reads version 1, a container that sees its own group as the root, and never goes below 0', () => {
		const first = rootWith({
			'proc/meminfo': meminfo,
			'proc/self/cgroup': '5:memory:/docker/abc\n4:cpu,cpuacct:/docker/abc\n',
			'sys/fs/cgroup/memory/memory.limit_in_bytes': '512000000\n',
			'sys/fs/cgroup/memory/memory.usage_in_bytes': '112000000\n',
			'sys/fs/cgroup/memory/memory.stat': 'cache 5\ntotal_inactive_file 10000000\n',
			'sys/fs/cgroup/memory/docker/abc/memory.limit_in_bytes': '9223372036854771712\n',
			'sys/fs/cgroup/memory/docker/abc/memory.usage_in_bytes': '5\n',
		});
		expect(freeMemory(first)).toBe(410_000_000);
		const over = rootWith({
			'proc/meminfo': meminfo,
			'proc/self/cgroup': '0::/../..\n',
			'sys/fs/cgroup/memory.max': '1000\n',
			'sys/fs/cgroup/memory.current': '2000\n',
		});
		expect(freeMemory(over)).toBe(0);
	});

	it('asks the system where there is no /proc', () => {
		const free = freeMemory(rootWith({'etc/hostname': 'x'}));
		expect(free).toBeGreaterThan(0);
		expect(free).toBeLessThanOrEqual(os.totalmem());
	});
});
