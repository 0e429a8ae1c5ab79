import {
	chmodCommand,
	cleanLabel,
	missing,
	parseNumber,
	readNumber,
	readOptionalNumber,
	toReading,
} from '../parse.js';
import {ReadFailure, isFailure, type Root} from '../roots/root.js';
import {type Reading, type Sensor} from '../sensor.js';
import {WrappingCounter} from './counter.js';

/* Neural processors: Intel (accel), Rockchip RK3588 (rknpu), Hailo. */

const accelFolder = 'sys/class/accel';

const readIntel = async (root: Root, name: string, busy: WrappingCounter): Promise<Reading[]> => {
	const path = `${accelFolder}/${name}/device`;
	const micro = await readNumber(root, `${path}/npu_busy_time_us`);
	const atMs = root.now();
	const rate = isFailure(micro) ? micro : busy.record(micro, atMs);
	const max = await readOptionalNumber(root, `${path}/npu_max_frequency_mhz`);
	const clockPath = `${path}/npu_current_frequency_mhz`;
	return [
		toReading(
			{
				id: `intel-npu/${name}/load`,
				label: `Intel NPU ${name}`,
				quantity: 'load',
				unit: 'fraction',
				source: `/${path}/npu_busy_time_us`,
				atMs,
			},
			rate ?? new ReadFailure('EAGAIN', 'needs two readings'),
			{scale: 1e-6, mend: chmodCommand(`${path}/npu_busy_time_us`)},
		),
		toReading(
			{
				id: `intel-npu/${name}/clock`,
				label: `Intel NPU ${name}`,
				quantity: 'clock',
				unit: 'hertz',
				source: `/${clockPath}`,
				atMs,
				...(max !== undefined && {limits: {max: max * 1e6}}),
			},
			await readNumber(root, clockPath),
			{scale: 1e6, mend: chmodCommand(clockPath)},
		),
	];
};

export const intelNpu: Sensor = {
	id: 'intel-npu',
	title: 'Intel NPU (intel_vpu)',
	async open(root) {
		const devices: Array<{name: string; busy: WrappingCounter}> = [];
		for (const name of await root.list(accelFolder)) {
			const first = await root.readText(`${accelFolder}/${name}/device/npu_busy_time_us`);
			if (!isFailure(first) || first.kind !== 'missing') {
				devices.push({name: cleanLabel(name), busy: new WrappingCounter(undefined)});
			}
		}

		return devices.length === 0
			? {absent: 'no Intel NPU (or a kernel older than 6.11)'}
			: {
					async read() {
						const all = await Promise.all(
							devices.map(async ({name, busy}) => readIntel(root, name, busy)),
						);
						return all.flat();
					},
				};
	},
};

const rkLoadFiles = ['sys/kernel/debug/rknpu/load', 'proc/rknpu/load'];
const rkMend = 'sudo mount -o remount,mode=755 /sys/kernel/debug';

/** `NPU load:  Core0: 82%, Core1: 82%, Core2: 83%,` or, with one core, `NPU load: 82%`. */
export const parseRkLoad = (text: string): number[] =>
	[...text.matchAll(/(?<percent>\d+)%/g)].map(match => Number(match.groups!['percent']) / 100);

/** `99@1000000000Hz` of devfreq: percent and clock. It is what the governor saw last, of all cores together. */
const parseDevfreqLoad = (text: string): number | ReadFailure => {
	const percent = parseNumber(text.split('@', 1)[0] ?? '');
	return isFailure(percent) ? percent : percent / 100;
};

const readRockchip = async (
	root: Root,
	files: readonly string[],
	devfreq: string | undefined,
): Promise<Reading[]> => {
	const facts = {quantity: 'load', unit: 'fraction', atMs: root.now()} as const;
	const readings: Reading[] = [];
	for (const file of files) {
		const text = await root.readText(file);
		const loads = isFailure(text) ? [] : parseRkLoad(text);
		for (const [core, value] of loads.entries()) {
			readings.push({
				...facts,
				id: `rk3588-npu/core${core}`,
				label: `NPU core ${core}`,
				source: `/${file}`,
				value,
			});
		}

		if (isFailure(text) && text.kind !== 'missing') {
			readings.push({
				...facts,
				id: 'rk3588-npu/core0',
				label: 'NPU cores',
				source: `/${file}`,
				...missing(text, rkMend),
			});
		}
	}

	if (devfreq) {
		const text = await root.readText(devfreq);
		readings.push(
			toReading(
				{...facts, id: 'rk3588-npu/load', label: 'NPU', source: `/${devfreq}`},
				isFailure(text) ? text : parseDevfreqLoad(text),
				{mend: chmodCommand(devfreq)},
			),
		);
	}

	return readings;
};

export const rockchipNpu: Sensor = {
	id: 'rk3588-npu',
	title: 'Rockchip NPU (rknpu)',
	async open(root) {
		const names = await root.list('sys/class/devfreq');
		const npu = names.find(name => name.endsWith('.npu'));
		const devfreq = npu && `sys/class/devfreq/${npu}/load`;
		const hasLoad = devfreq !== undefined && !isFailure(await root.readText(devfreq));
		const files: string[] = [];
		for (const file of rkLoadFiles) {
			const text = await root.readText(file);
			// A closed debugfs answers "permission denied" on every machine: it counts only beside an NPU.
			if (!isFailure(text) || (text.kind !== 'missing' && npu !== undefined)) {
				files.push(file);
			}
		}

		return files.length === 0 && !hasLoad
			? {absent: 'no Rockchip NPU'}
			: {read: async () => readRockchip(root, files, hasLoad ? devfreq : undefined)};
	},
};

export const hailo: Sensor = {
	id: 'hailo',
	title: 'Hailo accelerator',
	async open(root) {
		const devices = await root.list('sys/class/hailo_chardev');
		return devices.length === 0
			? {absent: 'no Hailo accelerator (or its driver is not loaded)'}
			: {
					read: async () =>
						devices.map(name => ({
							id: `hailo/${cleanLabel(name)}/temperature`,
							label: `Hailo ${cleanLabel(name)}`,
							quantity: 'temperature',
							unit: 'celsius',
							source: '/sys/class/hailo_chardev',
							atMs: root.now(),
							missing:
								'not supported: the driver has no file for it, and HailoRT gives it only to the program that holds the device',
						})),
				};
	},
};
