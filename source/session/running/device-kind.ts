const accelerators: ReadonlyArray<readonly [RegExp, string]> = [
	[/edgetpu|coral/i, 'Edge TPU'],
	[/npu|hailo|qnn|vitis|myriad|ncs/i, 'NPU'],
	[/gpu|cuda|tensorrt|rocm|migraphx|directml|dml|coreml|mps|xpu/i, 'GPU'],
];

type Place = {readonly backendId: string; readonly device?: string | undefined};

/** What a backend computes on, as far as its name tells: two that share it slow each other down. Undefined: nothing that is shared, or not known. */
export const deviceKind = ({backendId, device}: Place): string | undefined => {
	if (backendId === 'null' || backendId.startsWith('exec:')) {
		return undefined;
	}

	const text = `${backendId} ${device ?? ''}`;
	return accelerators.find(([pattern]) => pattern.test(text))?.[1] ?? 'CPU';
};

const numberOf = (device: string | undefined): string | undefined =>
	/:(?<number>\d+)$/.exec(device ?? '')?.groups?.['number'];

/** The device that both use; undefined where there is none. Two that name different numbers (`gpu:0`, `gpu:1`) share none. */
export const sharedDevice = (one: Place, other: Place): string | undefined => {
	const kind = deviceKind(one);
	const numbers = [numberOf(one.device), numberOf(other.device)];
	const isApart = !numbers.includes(undefined) && numbers[0] !== numbers[1];
	return kind === deviceKind(other) && !isApart ? kind : undefined;
};
