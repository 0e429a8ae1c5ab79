import {cleanLabel, readOptionalNumber, readOptionalText} from '../parse.js';
import {isFailure, type Root} from '../roots/root.js';
import {type Sensor} from '../sensor.js';
import {chips, findCards, probeFile, readerOf, type Card, type Facts, type Probe} from './cards.js';

/* AMD GPUs, from the files of their kernel driver (kernel: Documentation/gpu/amdgpu/thermal.rst). Intel's are in a file of their own. */

export {intelGpu} from './intel-graphics.js';

/** Of a processor's graphics the meter is of the whole package, and says so. */
const packageLabel = /^(?:slow|fast)ppt/i;

const levels = ['auto', 'low', 'high', 'manual'];

/** How fast the user lets it run: `auto`, or held. */
const levelProbe = async (
	root: Root,
	id: string,
	label: string,
	device: string,
): Promise<Probe[]> => {
	const path = `${device}/power_dpm_force_performance_level`;
	return isFailure(await root.readText(path))
		? []
		: [
				{
					async read() {
						const text = await root.readText(path);
						const level = isFailure(text) ? undefined : cleanLabel(text);
						return {
							id: `${id}/performance-level`,
							label: `${label} performance level`,
							quantity: 'info',
							unit: 'state',
							source: `/${path}`,
							atMs: root.now(),
							...(level === undefined
								? {missing: 'cannot be read'}
								: {
										value: levels.includes(level) ? levels.indexOf(level) : levels.length,
										detail: level,
									}),
						};
					},
				},
			];
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

		const isPackage = packageLabel.test(
			(await readOptionalText(root, `${chip}/power1_label`)) ?? '',
		);
		const power: Facts = {
			id: `${id}/power`,
			label,
			quantity: 'power',
			unit: 'watts',
			scope: isPackage ? 'package' : 'gpu',
		};
		const how = {scale: 1e-6, maxPath: `${chip}/power1_cap`};
		const average = await probeFile(root, `${chip}/power1_average`, power, how);
		probes.push(
			...(average.length > 0 ? average : await probeFile(root, `${chip}/power1_input`, power, how)),
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

	return [...probes, ...(await levelProbe(root, id, label, device))];
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
