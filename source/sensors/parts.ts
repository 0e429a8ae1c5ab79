import process from 'node:process';
import {partOfClock, partOfName} from './part-names.js';
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
		return partOfClock(name);
	}

	return partOfName(source === 'hwmon' ? `${name} ${label}` : label);
};

/** The processor that a run's model is computed on. */
export type UsedKind = 'cpu' | 'gpu' | 'npu' | 'tpu';

type Vendor = 'nvidia' | 'amd-gpu' | 'intel-gpu' | 'hailo';

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
	[/hailo/i, 'hailo'],
];

const kinds: ReadonlyArray<readonly [RegExp, UsedKind]> = [
	// What a runtime's own word for its target says comes first: `qnn:gpu` is no NPU.
	[/:cpu(?:[.:]\d+)?$/i, 'cpu'],
	[/:gpu(?:[.:]\d+)?$/i, 'gpu'],
	[/edgetpu|coral|\btpu\b/i, 'tpu'],
	[/npu|rknn|qnn|htp|hexagon|hailo|vitis|ethos|\bnnapi|\bdla|myriad/i, 'npu'],
	[/cuda|tensorrt|webgpu|dml|directml|gpu|rocm|migraphx|mps|vulkan|opencl|xpu|metal/i, 'gpu'],
];

/** What a backend computes on, by its name: `onnxruntime:cpu`, `onnxruntime:tensorrt`, `openvino:npu`, `tflite:edgetpu`. Undefined is a CPU run: what is named like nothing else. */
export const usedPart = (id = ''): UsedPart => {
	const index = /[.:](?<index>\d+)$/.exec(id)?.groups?.['index'];
	const which = index === undefined ? {} : {index: Number(index)};
	const kind = kinds.find(([pattern]) => pattern.test(id))?.[1] ?? 'cpu';
	const vendor = vendors.find(([pattern]) => pattern.test(id))?.[1];
	const isOfKind = vendor === 'hailo' ? kind === 'npu' : kind === 'gpu';
	return {kind, ...(kind !== 'cpu' && which), ...(vendor && isOfKind && {vendor})};
};

/**
The backend's name with the device that a run really computes on, for {@link usedPart}: what `openvino:auto` chose, the number of `--device gpu:1`, and which card that is where `CUDA_VISIBLE_DEVICES` counts anew.

@param device As asked for: `gpu:1`.
@param executed As the runtime tells it: `GPU.0 (Intel Arc …)`.
*/
export const computingId = (
	backendId: string,
	{
		device,
		executed,
	}: {readonly device?: string | undefined; readonly executed?: string | undefined},
	visible = process.env['CUDA_VISIBLE_DEVICES'],
): string => {
	if (backendId.startsWith('exec:')) {
		return backendId;
	}

	const chosen = /^\(?(?<kind>[CGN]PU)\b(?:\.(?<index>\d+))?/.exec(executed ?? '')?.groups;
	const id =
		chosen && backendId.endsWith(':auto')
			? backendId.replace(/auto$/, chosen['kind']!.toLowerCase())
			: backendId;
	const {kind, index, vendor} = usedPart(id);
	if (kind === 'cpu' || index !== undefined) {
		return id;
	}

	const asked = /[:.](?<index>\d+)$/.exec(device ?? '')?.groups?.['index'];
	const own = asked ?? chosen?.['index'];
	const number = (vendor === 'nvidia' ? visibleCards(visible)[Number(own ?? 0)] : undefined) ?? own;
	return number === undefined ? id : `${id}.${number}`;
};

const visibleCards = (list = ''): string[] => (/^\d+(?:,\d+)*$/.test(list) ? list.split(',') : []);
