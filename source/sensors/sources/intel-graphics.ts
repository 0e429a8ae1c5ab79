import {
	chmodCommand,
	cleanLabel,
	readNumber,
	readOptionalNumber,
	readOptionalText,
	toReading,
} from '../parse.js';
import {isFailure, type Root} from '../roots/root.js';
import {type Cause, type Sensor} from '../sensor.js';
import {chips, findCards, probeFile, readerOf, type Card, type Facts, type Probe} from './cards.js';
import {EnergyCounter} from './counter.js';

/* Intel GPUs, from the files of their kernel drivers (kernel: Documentation/ABI/testing/sysfs-driver-intel-i915-hwmon and -xe-hwmon; clocks and throttle reasons as the drivers' own comments tell them). */

/**
Names of reasons as i915 (`throttle_reason_pl1`) and xe (`reason_pl1`) give them; meanings as in the kernel's `Documentation/ABI/testing/sysfs-driver-intel-i915` and `xe_gt_throttle.c`: PL1, PL2, PL4, PsysPL and the current limits (TDC, ICCMAX, EDP) are power; thermal, RATL (running average thermal limit) and the alert of the voltage regulator's temperature are heat. PROCHOT is asserted from outside where no thermal reason stands beside it: on unplugging, by the adapter or the battery.
*/
const reasonCause = (reason: string): Cause => {
	if (reason === 'prochot') {
		return 'external';
	}

	if (/thermal|ratl/.test(reason)) {
		return 'thermal';
	}

	return /pl\d|tdc|icc|edp|psys|vmode/.test(reason) ? 'power' : 'unknown';
};

/** Not reasons: the sum of all, and the fused maximum, which holds nothing back. */
const noReason = /^(?:status|p0_freq)$/;

const reasonProbes = async (root: Root, path: string, id: string, label: string) => {
	const probes: Probe[] = [];
	for (const file of await root.list(path)) {
		const reason = /^(?:throttle_)?reason_(?<reason>\w+)$/.exec(file)?.groups?.['reason'];
		if (reason && !noReason.test(reason)) {
			probes.push(
				...(await probeFile(root, `${path}/${file}`, {
					id: `${id}/throttle/${reason}`,
					label: `${label} held back: ${reason}`,
					quantity: 'throttle',
					unit: 'state',
					limits: {max: 1},
					evidence: {kind: 'flag', cause: reasonCause(reason)},
				})),
			);
		}
	}

	return probes;
};

const clockProbe = async (
	root: Root,
	id: string,
	label: string,
	files: {readonly now: string; readonly max: string; readonly ceiling: string},
) => {
	const max = await readOptionalNumber(root, files.max);
	const facts: Facts = {
		id: `${id}/clock`,
		label,
		quantity: 'clock',
		unit: 'hertz',
		...(max !== undefined && {limits: {max: max * 1e6}}),
	};
	return probeFile(root, files.now, facts, {scale: 1e6, ceilingPath: files.ceiling});
};

/** Microjoules of the whole card, from hwmon. */
const energyProbe = async (root: Root, card: Card, chip: string): Promise<Probe[]> => {
	const files = await root.list(chip);
	// 1 is the whole card, 2 its package: not every card has both.
	const number = [1, 2].find(channel => files.includes(`energy${channel}_input`));
	if (number === undefined) {
		return [];
	}

	const path = `${chip}/energy${number}_input`;
	const caps = [`power${number}_max`, `power${number}_cap`].filter(file => files.includes(file));
	const counter = new EnergyCounter(undefined);

	return [
		{
			async read() {
				const micro = await readNumber(root, path);
				const atMs = root.now();
				const watts = isFailure(micro) ? micro : counter.record(micro, atMs);
				const limits = await Promise.all(
					caps.map(async file => readOptionalNumber(root, `${chip}/${file}`)),
				);
				// 0 is a limit that is switched off.
				const inForce = limits.filter(limit => limit !== undefined && limit > 0) as number[];
				return toReading(
					{
						id: `intel-gpu/${card.name}/power`,
						label: `Intel ${card.name}`,
						quantity: 'power',
						unit: 'watts',
						scope: 'gpu',
						source: `/${path}`,
						atMs,
						...(inForce.length > 0 && {limits: {max: Math.min(...inForce) / 1e6}}),
					},
					watts,
					{scale: 1e-6, mend: chmodCommand(path)},
				);
			},
		},
	];
};

/** Of a card of its own (Arc): temperatures, fans. `power1_max` is its sustained limit. */
const cardProbes = async (
	root: Root,
	chip: string,
	id: string,
	label: string,
): Promise<Probe[]> => {
	const probes: Probe[] = [];
	for (const file of await root.list(chip)) {
		const match = /^(?<feature>(?<kind>temp|fan)\d+)_input$/.exec(file);
		const {feature, kind} = match?.groups ?? {};
		if (!feature || !kind) {
			continue;
		}

		const given = await readOptionalText(root, `${chip}/${feature}_label`);
		const name = cleanLabel(given ?? (kind === 'temp' ? 'package' : feature));
		const critical = await readOptionalNumber(root, `${chip}/${feature}_crit`);
		const facts: Facts =
			kind === 'fan'
				? {id: `${id}/${feature}`, label: `${label} ${name}`, quantity: 'fan', unit: 'rpm'}
				: {
						id: `${id}/${name}`,
						label: `${label} ${name}`,
						quantity: 'temperature',
						unit: 'celsius',
						...(critical !== undefined && critical > 0 && {limits: {critical: critical / 1000}}),
					};
		probes.push(...(await probeFile(root, `${chip}/${file}`, facts, kind === 'fan' ? 1 : 1e-3)));
	}

	return probes;
};

const intelProbes = async (root: Root, card: Card): Promise<Probe[]> => {
	const probes: Probe[] = [];
	const label = `Intel ${card.name}`;
	for (const gt of await root.list(`${card.path}/gt`)) {
		const path = `${card.path}/gt/${gt}`;
		const id = `intel-gpu/${card.name}/${gt}`;
		const files = {
			now: `${path}/rps_act_freq_mhz`,
			max: `${path}/rps_RP0_freq_mhz`,
			ceiling: `${path}/rps_max_freq_mhz`,
		};
		probes.push(
			...(await clockProbe(root, id, `${label} ${gt}`, files)),
			...(await reasonProbes(root, path, id, `${label} ${gt}`)),
		);
	}

	for (const tile of await root.list(`${card.path}/device`)) {
		const gts = tile.startsWith('tile') ? await root.list(`${card.path}/device/${tile}`) : [];
		for (const gt of gts.filter(name => /^gt\d+$/.test(name))) {
			const path = `${card.path}/device/${tile}/${gt}/freq0`;
			const id = `intel-gpu/${card.name}/${tile}-${gt}`;
			const files = {
				now: `${path}/act_freq`,
				max: `${path}/rp0_freq`,
				ceiling: `${path}/max_freq`,
			};
			probes.push(
				...(await clockProbe(root, id, `${label} ${gt}`, files)),
				...(await reasonProbes(root, `${path}/throttle`, id, `${label} ${gt}`)),
			);
		}
	}

	for (const chip of await chips(root, card)) {
		probes.push(
			...(await energyProbe(root, card, chip)),
			...(await cardProbes(root, chip, `intel-gpu/${card.name}`, label)),
		);
	}

	return probes;
};

export const intelGpu: Sensor = {
	id: 'intel-gpu',
	title: 'Intel GPU (i915, xe)',
	async open(root) {
		const cards = await findCards(root);
		const intel = cards.filter(({vendor}) => vendor === '0x8086');
		const probes = await Promise.all(intel.map(async card => intelProbes(root, card)));
		return probes.flat().length === 0 ? {absent: 'no Intel GPU'} : readerOf(probes.flat());
	},
};
