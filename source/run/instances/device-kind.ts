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

/** The device that both use; undefined where there is none. Two that name different ones (`gpu:0` and `gpu:1`, `usb:0` and `pci:0`) share none. */
export const sharedDevice = (one: Place, other: Place): string | undefined => {
	const kind = deviceKind(one);
	const isApart =
		one.device !== undefined && other.device !== undefined && one.device !== other.device;
	return kind === deviceKind(other) && !isApart ? kind : undefined;
};
