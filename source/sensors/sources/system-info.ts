import process from 'node:process';
import {ReadFailure, type Root} from '../roots/root.js';
import {toReading} from '../parse.js';
import {type Sensor} from '../sensor.js';

/*
A temperature through systeminformation, where nothing better is known: other systems than Linux. It starts several processes a call, so it is asked seldom and never where the kernel's own files answer.
*/

const hasKernelFiles = async (root: Root): Promise<boolean> => {
	const names = [
		...(await root.list('sys/class/thermal')),
		...(await root.list('sys/class/hwmon')),
	];
	return names.some(name => name.startsWith('thermal_zone') || name.startsWith('hwmon'));
};

const readMain = async (): Promise<number | ReadFailure> => {
	const {default: information} = await import('systeminformation');
	const {main} = await information.cpuTemperature();
	return typeof main === 'number' && main > 0
		? main
		: new ReadFailure('ENODATA', 'no sensor that systeminformation can read');
};

export const systemInfo: Sensor = {
	id: 'systeminformation',
	title: 'CPU temperature through systeminformation',
	periodMs: 10_000,
	timeoutMs: 8000,
	async open(root) {
		if (!root.isLive) {
			return {absent: 'a recorded board is read without it'};
		}

		if (await hasKernelFiles(root)) {
			return {absent: 'not needed: thermal zones and hwmon are read directly'};
		}

		if (process.platform === 'linux') {
			return {absent: 'no sensor: the kernel knows no temperature (usual in a virtual machine)'};
		}

		if ((await readMain()) instanceof ReadFailure) {
			return {
				absent: 'no sensor that systeminformation can read',
				...(process.platform === 'darwin' && {mend: 'npm install -g osx-temperature-sensor'}),
			};
		}

		return {
			read: async () => [
				toReading(
					{
						id: 'systeminformation/cpu',
						label: 'CPU',
						quantity: 'temperature',
						unit: 'celsius',
						source: 'systeminformation cpuTemperature',
						atMs: root.now(),
					},
					await readMain(),
				),
			],
		};
	},
};
