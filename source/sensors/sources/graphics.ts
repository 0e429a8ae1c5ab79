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

/* AMD and Intel GPUs, from the files of their kernel drivers (amdgpu, i915, xe). */

const amdProbes = async (root: Root, card: Card): Promise<Probe[]> => {
	const id = `amd-gpu/${card.name}`;
	const label = `AMD ${card.name}`;
	const device = `${card.path}/device`;
	const total = await readOptionalNumber(root, `${device}/mem_info_vram_total`);
	const probes = [
		...(await probeFile(
			root,
			`${device}/gpu_busy_percent`,
			{id: `${id}/load`, label, quantity: 'load', unit: 'fraction'},
			0.01,
		)),
		...(await probeFile(root, `${device}/mem_info_vram_used`, {
			id: `${id}/memory`,
			label: `${label} memory in use`,
			quantity: 'memory',
			unit: 'bytes',
			...(total !== undefined && {limits: {max: total}}),
		})),
	];
	for (const chip of await chips(root, card)) {
		for (const sensor of ['temp1', 'temp2', 'temp3']) {
			const name = await readOptionalText(root, `${chip}/${sensor}_label`);
			const critical = await readOptionalNumber(root, `${chip}/${sensor}_crit`);
			const facts: Facts = {
				id: `${id}/${cleanLabel(name ?? sensor)}`,
				label: `${label} ${cleanLabel(name ?? sensor)}`,
				quantity: 'temperature',
				unit: 'celsius',
				...(critical !== undefined && {limits: {critical: critical / 1000}}),
			};
			probes.push(...(await probeFile(root, `${chip}/${sensor}_input`, facts, 1e-3)));
		}

		const cap = await readOptionalNumber(root, `${chip}/power1_cap`);
		const power: Facts = {
			id: `${id}/power`,
			label,
			quantity: 'power',
			unit: 'watts',
			scope: 'gpu',
			...(cap !== undefined && cap > 0 && {limits: {max: cap / 1e6}}),
		};
		const average = await probeFile(root, `${chip}/power1_average`, power, 1e-6);
		probes.push(
			...(average.length > 0
				? average
				: await probeFile(root, `${chip}/power1_input`, power, 1e-6)),
			...(await probeFile(root, `${chip}/freq1_input`, {
				id: `${id}/clock`,
				label: `${label} shader`,
				quantity: 'clock',
				unit: 'hertz',
			})),
			...(await probeFile(root, `${chip}/fan1_input`, {
				id: `${id}/fan`,
				label: `${label} fan`,
				quantity: 'fan',
				unit: 'rpm',
			})),
		);
	}

	return probes;
};

export const amdGpu: Sensor = {
	id: 'amd-gpu',
	title: 'AMD GPU (amdgpu)',
	async open(root) {
		const cards = await findCards(root);
		const amd = cards.filter(({vendor}) => vendor === '0x1002');
		const probes = await Promise.all(amd.map(async card => amdProbes(root, card)));
		return probes.flat().length === 0 ? {absent: 'no AMD GPU'} : readerOf(probes.flat());
	},
};

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

const reasonProbes = async (root: Root, path: string, id: string, label: string) => {
	const probes: Probe[] = [];
	for (const file of await root.list(path)) {
		const reason = /^(?:throttle_)?reason_(?<reason>\w+)$/.exec(file)?.groups?.['reason'];
		if (reason && reason !== 'status') {
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
	files: {readonly now: string; readonly max: string},
) => {
	const max = await readOptionalNumber(root, files.max);
	const facts: Facts = {
		id: `${id}/clock`,
		label,
		quantity: 'clock',
		unit: 'hertz',
		...(max !== undefined && {limits: {max: max * 1e6}}),
	};
	return probeFile(root, files.now, facts, 1e6);
};

/** Microjoules of the whole card, from hwmon. */
const energyProbe = async (root: Root, card: Card, chip: string): Promise<Probe[]> => {
	const path = `${chip}/energy1_input`;
	const counter = new EnergyCounter(undefined);
	const cap = await readOptionalNumber(root, `${chip}/power1_max`);
	const first = await root.readText(path);
	if (isFailure(first) && first.kind === 'missing') {
		return [];
	}

	return [
		{
			async read() {
				const micro = await readNumber(root, path);
				const atMs = root.now();
				const watts = isFailure(micro) ? micro : counter.record(micro, atMs);
				return toReading(
					{
						id: `intel-gpu/${card.name}/power`,
						label: `Intel ${card.name}`,
						quantity: 'power',
						unit: 'watts',
						scope: 'gpu',
						source: `/${path}`,
						atMs,
						...(cap !== undefined && cap > 0 && {limits: {max: cap / 1e6}}),
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
		const files = {now: `${path}/rps_act_freq_mhz`, max: `${path}/rps_RP0_freq_mhz`};
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
			const files = {now: `${path}/act_freq`, max: `${path}/rp0_freq`};
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
