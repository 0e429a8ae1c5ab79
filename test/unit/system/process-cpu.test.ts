import {spawn} from 'node:child_process';
import {once} from 'node:events';
import process from 'node:process';
import {expect, it} from 'vitest';
import {cpuSecondsOf} from '../../../source/system/process-cpu.js';
import {waitFor, withoutProc} from '../engine/processes.js';

it('reads the CPU time of another process, and nothing of one that is gone', async context => {
	if (withoutProc) {
		context.skip(withoutProc);
	}

	const child = spawn(process.execPath, ['-e', 'for (;;);']);
	const pid = child.pid!;
	await waitFor('half a second of CPU time', () => cpuSecondsOf(pid)! > 0.5);
	child.kill('SIGSTOP');
	const stopped = await waitFor('a stopped process', () => cpuSecondsOf(pid));
	expect(cpuSecondsOf(pid)! - stopped).toBeLessThan(0.1);
	child.kill('SIGKILL');
	await once(child, 'exit');
	expect(cpuSecondsOf(pid)).toBeUndefined();
});
