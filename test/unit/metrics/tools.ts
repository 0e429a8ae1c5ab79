import {spawnSync} from 'node:child_process';

/** Where a program of this machine is; undefined where it is not installed. */
export const whereIs = (program: string): string | undefined => {
	const {stdout, status} = spawnSync('sh', ['-c', `command -v ${program}`], {encoding: 'utf8'});
	return status === 0 ? stdout.trim() : undefined;
};

/** @returns Exit code and all that it said. */
export const runTool = (program: string, args: readonly string[], input = '') => {
	const {status, stdout, stderr} = spawnSync(program, [...args], {encoding: 'utf8', input});
	return {code: status, said: `${stdout}${stderr}`};
};
