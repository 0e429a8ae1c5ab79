import {
	chmodCommand,
	cleanLabel,
	readNumber,
	readOptionalNumber,
	readOptionalText,
	toReading,
} from '../parse.js';
import {ReadFailure, isFailure, type Root} from '../roots/root.js';
import {type Cause, type Reading, type ReadingFacts, type Sensor} from '../sensor.js';
import {WrappingCounter} from './counter.js';

/* AMD and Intel GPUs, from the files of their kernel drivers (amdgpu, i915, xe). */

const folder = 'sys/class/drm';

type Card = {readonly name: string; readonly path: string; readonly vendor: string};

export const findCards = async (root: Root): Promise<Card[]> => {
	const cards: Card[] = [];
	for (const name of await root.list(folder)) {
		if (/^card\d+$/.test(name)) {
			const path = `${folder}/${name}`;
			cards.push({
				name,
				path,
				vendor: (await readOptionalText(root, `${path}/device/vendor`)) ?? '',
			});
		}
	}

	return cards;
};

export type Probe = {
	read(): Promise<Reading>;
};

export type Facts = Omit<ReadingFacts, 'source' | 'atMs'>;

/** A file, if it is there, as a reading. */
export const probeFile = async (
	root: Root,
	path: string,
	facts: Facts,
	scale = 1,
): Promise<Probe[]> => {
	const first = await root.readText(path);
	return isFailure(first) && first.kind === 'missing'
		? []
		: [
				{
					read: async () =>
						toReading(
							{...facts, source: `/${path}`, atMs: root.now()},
							await readNumber(root, path),
							{scale, mend: chmodCommand(path)},
						),
				},
			];
};

export const readerOf = (probes: readonly Probe[]) => ({
	read: async () => Promise.all(probes.map(async probe => probe.read())),
});

const chips = async (root: Root, card: Card): Promise<string[]> => {
	const names = await root.list(`${card.path}/device/hwmon`);
	return names.map(name => `${card.path}/device/hwmon/${name}`);
};

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

/** Names of reasons as i915 (`throttle_reason_pl1`) and xe (`reason_pl1`) give them. */
const reasonCause = (reason: string): Cause => {
	if (/thermal|prochot|ratl/.test(reason)) {
		return 'thermal';
	}

	return /pl\d|tdc/.test(reason) ? 'power' : 'unknown';
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
	const counter = new WrappingCounter(undefined);
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
					},
					watts ?? new ReadFailure('EAGAIN', 'needs two readings'),
					{scale: 1e-6, mend: chmodCommand(path)},
				);
			},
		},
	];
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
		probes.push(...(await energyProbe(root, card, chip)));
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
