import {type Reading} from './sensor.js';

/*
Which part of the machine a reading belongs to, by its source and its label. One table for every question of the kind "does this figure say something about what the run uses": main clock, temperature and power, evidence of throttling, forecast.
*/

export type PartKind =
	| 'cpu'
	| 'gpu'
	| 'npu'
	| 'tpu'
	/** What several parts share: a SoC's die, its module, its supply. */
	| 'package'
	/** Memory, boards, batteries, chargers, skin, drives, radios: never the processor's state. */
	| 'other'
	/** A name that says nothing. */
	| 'unknown';

export type Part = {
	readonly kind: PartKind;
	/** One of several devices of the kind that are apart from each other and from the package: `nvidia/0`, `amd-gpu/card1`, `apex/apex_2`. */
	readonly device?: string;
	/** A second-hand measurement of that part: a mainboard's chip tells the CPU's temperature. */
	readonly isIndirect?: boolean;
};

/** Not a processor, whatever else its name holds: `charger-thermal`, `CPUTIN` (a thermistor on the mainboard), `pmic-die`. */
const otherPattern =
	/charg|batt|\bbms|^bat\d|sbs|skin|quiet|ambient|board|pmic|\bpm[a-z]?\d{3,}|\bpmk|\bxo\b|xo-therm|usb|conn|wifi|wlan|iwl|nvme|ssd|drivetemp|modem|mdm|camera|video|display|lcd|hdd|pch|\bvrm?\b|dimm|ddr|dram|\bdmc\b|chassis|systin|cputin|auxtin|fan-est|int3400|\btsr?\d|\bsen\d|rp1|rtc|phy|eth|sfp|hot-surface|power_meter|other|aoss|ucsi|tcpm|ac adapter/i;

const npuPattern = /npu|nsp|cdsp|hta|\bapu|vpu|dla|\bbpu|cv\d|\btiu|pva|mlu/i;
const gpuPattern = /gpu|v3d|mali|panfrost|ga10b|gv11b|gp10b|\bgpc\b|adreno|kgsl/i;
const cpuPattern =
	/cpu|core|cluster|k10temp|zenpower|tctl|tdie|tccd|x86_pkg|package id|\bbig\b|little|\bapc\b|silver|gold|\bprime\b|processor|powerclamp|thermal-idle|\barm\b/i;
const packagePattern = /soc|\btj|package|center|\bdie\b|board|bcm\d|center/i;

/** Chips of mainboards that hear the CPU's temperature from elsewhere. */
const indirectPattern = /peci|dell_smm|thinkpad|asus|acpitz|nct\d|it8\d|w83|f718|applesmc|hp_wmi/i;

const partOfName = (name: string): Part => {
	if (/acpitz|peci/i.test(name)) {
		return {kind: 'cpu', isIndirect: true};
	}

	if (otherPattern.test(name)) {
		return {kind: 'other'};
	}

	const kind: PartKind | undefined = npuPattern.test(name)
		? 'npu'
		: gpuPattern.test(name)
			? 'gpu'
			: cpuPattern.test(name)
				? 'cpu'
				: packagePattern.test(name)
					? 'package'
					: undefined;
	return kind === undefined
		? {kind: 'unknown'}
		: {kind, ...(indirectPattern.test(name) && {isIndirect: true})};
};

/** `nvidia/0` of `nvidia/0/temperature`. */
const deviceOf = (id: string): string => id.split('/').slice(0, 2).join('/');

/** Sources whose readings all belong to one kind. */
const bySource: Readonly<Record<string, (id: string) => Part>> = {
	nvidia: id => ({kind: 'gpu', device: deviceOf(id)}),
	'amd-gpu': id => ({kind: 'gpu', device: deviceOf(id)}),
	'intel-gpu': id => ({kind: 'gpu', device: deviceOf(id)}),
	'intel-npu': () => ({kind: 'npu'}),
	'rk3588-npu': () => ({kind: 'npu'}),
	hailo: id => ({kind: 'npu', device: deviceOf(id)}),
	apex: id => ({kind: 'tpu', device: deviceOf(id)}),
	'raspberry-pi': () => ({kind: 'package'}),
	'thermal-throttle': () => ({kind: 'cpu'}),
	rapl: () => ({kind: 'package'}),
	ina3221: () => ({kind: 'package'}),
	battery: () => ({kind: 'package'}),
	'power-input': () => ({kind: 'package'}),
	macos: () => ({kind: 'package'}),
};

/** Names are few and stay: found once. */
const known = new Map<string, Part>();
const mostKnown = 5000;

/** The part that a reading belongs to. */
export const partOf = ({id, label}: Pick<Reading, 'id' | 'label'>): Part => {
	const key = `${id}\n${label}`;
	const before = known.get(key);
	if (before) {
		return before;
	}

	const part = findPart(id, label);
	if (known.size >= mostKnown) {
		known.clear();
	}

	known.set(key, part);
	return part;
};

const findPart = (id: string, label: string): Part => {
	const [source = '', name = ''] = id.split('/');
	if (source === 'jetson') {
		return {kind: name === 'gpu-load' ? 'gpu' : 'package'};
	}

	if (source === 'raspberry-pi' && name === 'clock') {
		return {kind: id.endsWith('/v3d') ? 'gpu' : 'cpu'};
	}

	const ofSource = bySource[source];
	if (ofSource) {
		return ofSource(id);
	}

	if (source === 'clock' || source === 'devfreq') {
		return clockPart(name);
	}

	return partOfName(source === 'hwmon' ? `${name} ${label}` : label);
};

/** Of devfreq and cpufreq: a bus or a memory controller is no processor. */
const clockPart = (name: string): Part => {
	if (/^cpu\d+$/.test(name)) {
		return {kind: 'cpu'};
	}

	if (/nvd|nvdec|nvenc|vic|dmc|ddr|memory|bus|cci|emc/i.test(name)) {
		return {kind: 'other'};
	}

	return npuPattern.test(name)
		? {kind: 'npu'}
		: gpuPattern.test(name)
			? {kind: 'gpu'}
			: {kind: 'other'};
};

/** The processor that a run's model is computed on. */
export type UsedKind = 'cpu' | 'gpu' | 'npu' | 'tpu';

type Vendor = 'nvidia' | 'amd-gpu' | 'intel-gpu';

export type UsedPart = {
	readonly kind: UsedKind;
	/** Where the runtime works with one maker's devices only. */
	readonly vendor?: Vendor;
	/** Where the backend's name says it: `openvino:gpu.1`. */
	readonly index?: number;
};

const vendors: ReadonlyArray<readonly [RegExp, Vendor]> = [
	[/cuda|tensorrt|nvidia|\btrt\b/i, 'nvidia'],
	[/rocm|migraphx|hip/i, 'amd-gpu'],
	[/openvino|xpu|oneapi/i, 'intel-gpu'],
];

/** What a backend computes on, by its name: `onnxruntime:cpu`, `onnxruntime:tensorrt`, `openvino:npu`, `tflite:edgetpu`. Undefined is a CPU run: what is named like nothing else. */
export const usedPart = (id = ''): UsedPart => {
	const index = /[.:](?<index>\d+)$/.exec(id)?.groups?.['index'];
	const which = index === undefined ? {} : {index: Number(index)};
	if (/edgetpu|coral|\btpu\b/i.test(id)) {
		return {kind: 'tpu', ...which};
	}

	if (/npu|rknn|qnn|htp|hexagon|hailo|vitis|ethos|\bnnapi|\bdla/i.test(id)) {
		return {kind: 'npu', ...which};
	}

	if (/cuda|tensorrt|webgpu|dml|directml|gpu|rocm|migraphx|mps|vulkan|opencl|xpu|metal/i.test(id)) {
		const vendor = vendors.find(([pattern]) => pattern.test(id))?.[1];
		return {kind: 'gpu', ...(vendor && {vendor}), ...which};
	}

	return {kind: 'cpu'};
};
