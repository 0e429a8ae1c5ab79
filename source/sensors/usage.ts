import {partOf, usedPart, type Part, type UsedKind, type UsedPart} from './parts.js';
import {hasValue, type Reading} from './sensor.js';

/*
Which readings belong to what a run uses. The device is found among those that are there: a backend's name says "CUDA", not which card.
*/

/** A device whose load is above this is at work. */
const workingLoad = 0.2;

export type Usage = {
	readonly kind: UsedKind;
	/** The device apart from the package; undefined: the part is on the package, with the CPU. */
	readonly device: string | undefined;
	/** The part has a supply and a cooler of its own, whether its sensors were found or not. */
	readonly isApart: boolean;
	/** Of the very part that computes. */
	isOwn(reading: Pick<Reading, 'id' | 'label'>): boolean;
	/** Of the package that the part lives on: its heat and its supply are the part's, too. */
	isShared(reading: Pick<Reading, 'id' | 'label'>): boolean;
};

const loadOf = (device: string, readings: readonly Reading[]): number | undefined => {
	const load = readings.find(({id, quantity}) => quantity === 'load' && id === `${device}/load`);
	return load && hasValue(load) ? load.value : undefined;
};

/** `nvidia/0/power` to `nvidia/0`, but not to `nvidia/01`. */
export const belongsTo = (id: string, device: string): boolean =>
	id === device || id.startsWith(`${device}/`);

/** A device with nothing but missing figures is a name only: the `nvidia-smi` of a Jetson, a dead Coral. */
const speaks = (device: string, readings: readonly Reading[]): boolean =>
	readings.some(
		reading =>
			belongsTo(reading.id, device) && reading.quantity !== 'throttle' && hasValue(reading),
	);

const chooseDevice = (used: UsedPart, readings: readonly Reading[]): string | undefined => {
	const devices = new Set<string>();
	for (const reading of readings) {
		const {kind, device} = partOf(reading);
		if (kind === used.kind && device !== undefined) {
			devices.add(device);
		}
	}

	const fitting = [...devices].filter(
		device =>
			(used.vendor === undefined || device.startsWith(`${used.vendor}/`)) &&
			speaks(device, readings),
	);
	if (used.index !== undefined) {
		const exact = fitting.find(device => device.endsWith(`/${used.index}`)) ?? fitting[used.index];
		return exact ?? fitting[0];
	}

	const working = fitting.filter(device => (loadOf(device, readings) ?? 0) > workingLoad);
	// The first is what a runtime takes where nobody tells it otherwise; but not beside one that alone is at work.
	return working.length === 1 ? working[0] : fitting[0];
};

/** A SoC's own GPU: its clock is among the devfreq devices. `nvidia-smi` of a Jetson speaks of the same. */
const hasOwnSocGpu = (readings: readonly Reading[]): boolean =>
	readings.some(reading => {
		const [source] = reading.id.split('/');
		return (
			(source === 'clock' || source === 'jetson' || source === 'devfreq') &&
			partOf(reading).kind === 'gpu'
		);
	});

/** Graphics on the processor's die: no memory, fan or meter of their own. An AMD processor's graphics have a meter of the whole package. */
const isOnPackage = (device: string, readings: readonly Reading[]): boolean => {
	if (device.startsWith('amd-gpu/')) {
		return readings.some(({id, scope}) => id === `${device}/power` && scope === 'package');
	}

	if (device.startsWith('intel-gpu/')) {
		return !readings.some(
			({id}) => id.startsWith(`${device}/power`) || id.startsWith(`${device}/fan`),
		);
	}

	return (
		(device.startsWith('nvidia/') && hasOwnSocGpu(readings)) ||
		device.startsWith('intel-npu') ||
		device.startsWith('rk3588-npu')
	);
};

/**
What a backend uses of this machine.

@param readings Of one sample; where several cards would do, the one that works is chosen.
@param known The device chosen before: it stays while it is there.
*/
export const usageOf = (
	backendId: string | undefined,
	readings: readonly Reading[],
	known?: string,
): Usage => {
	const used = usedPart(backendId);
	const isKnownThere = known !== undefined && readings.some(({id}) => belongsTo(id, known));
	const device =
		used.kind === 'cpu' ? undefined : isKnownThere ? known : chooseDevice(used, readings);
	const onPackage = new Set<string>();
	for (const reading of readings) {
		const of = partOf(reading).device;
		if (of !== undefined && !onPackage.has(of) && isOnPackage(of, readings)) {
			onPackage.add(of);
		}
	}

	const isApart =
		used.kind === 'tpu' ||
		used.vendor === 'hailo' ||
		(device !== undefined && !onPackage.has(device));
	/** Integrated graphics tell the limits of their package: the CPU's, too. */
	const isPackageGpu = (part: Part): boolean =>
		part.kind === 'gpu' && part.device !== undefined && onPackage.has(part.device);
	return {
		kind: used.kind,
		device: isApart ? device : undefined,
		isApart,
		isOwn(reading) {
			const part = partOf(reading);
			if (part.kind !== used.kind) {
				return false;
			}

			return isApart || (part.device !== undefined && !onPackage.has(part.device))
				? part.device === device && device !== undefined
				: true;
		},
		isShared(reading) {
			const part = partOf(reading);
			return !isApart && (part.kind === 'package' || part.kind === 'cpu' || isPackageGpu(part));
		},
	};
};
