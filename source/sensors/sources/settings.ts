import {cleanLabel, readOptionalText} from '../parse.js';
import {type Root} from '../roots/root.js';
import {type Reading, type Sensor} from '../sensor.js';

/*
What somebody sets and what changes the speed: cpufreq governors, energy preference and boost (kernel: Documentation/admin-guide/pm/cpufreq.rst, intel_pstate.rst), CPUs that are on (cputopology.rst), devfreq governors (Documentation/ABI/testing/sysfs-class-devfreq), the platform profile of a laptop (Documentation/ABI/testing/sysfs-platform_profile), and whether a mains adapter supplies it (sysfs-class-power). A change within a run is "set by the user", whoever wrote the file: a person, a power manager, or the firmware at a key.
*/

const cpuFolder = 'sys/devices/system/cpu';
const devfreqFolder = 'sys/class/devfreq';
const supplyFolder = 'sys/class/power_supply';

/** Reading that says whether a machine with a battery is plugged in. */
export const adapterSetting = 'setting/adapter';

type Setting = {
	readonly id: string;
	readonly label: string;
	/** Read together: CPUs that agree are told once. */
	readonly paths: readonly string[];
	/** For words in place of `0` and `1`. */
	readonly words?: Readonly<Record<string, string>>;
	/** One file that says so is enough. */
	readonly wins?: string;
};

/** Files that tell whether a mains adapter is plugged in, of a machine that a battery can carry. */
const adaptersOf = async (root: Root): Promise<string[]> => {
	const paths: string[] = [];
	let hasBattery = false;
	for (const name of await root.list(supplyFolder)) {
		const path = `${supplyFolder}/${name}`;
		const type = await readOptionalText(root, `${path}/type`);
		const scope = await readOptionalText(root, `${path}/scope`);
		if (scope !== 'Device' && type === 'Battery') {
			hasBattery = true;
		} else if (scope !== 'Device' && type !== undefined && type !== 'UPS') {
			paths.push(`${path}/online`);
		}
	}

	return hasBattery ? paths : [];
};

const policiesOf = async (root: Root): Promise<string[]> => {
	const names = await root.list(`${cpuFolder}/cpufreq`);
	const policies = names.filter(name => /^policy\d+$/.test(name));
	if (policies.length > 0) {
		return policies.map(name => `${cpuFolder}/cpufreq/${name}`);
	}

	const cores = await root.list(cpuFolder);
	return cores.filter(name => /^cpu\d+$/.test(name)).map(name => `${cpuFolder}/${name}/cpufreq`);
};

const candidates = async (root: Root): Promise<Setting[]> => {
	const policies = await policiesOf(root);
	const devices = await root.list(devfreqFolder);
	return [
		{
			id: adapterSetting,
			label: 'mains adapter',
			paths: await adaptersOf(root),
			// 2: a supply whose voltage can be chosen, such as USB-C.
			words: {0: 'unplugged', 1: 'plugged in', 2: 'plugged in'},
			wins: 'plugged in',
		},
		{
			id: 'setting/cpus-online',
			label: 'CPUs online',
			paths: [`${cpuFolder}/online`],
		},
		{
			id: 'setting/cpu-governor',
			label: 'CPU governor',
			paths: policies.map(path => `${path}/scaling_governor`),
		},
		{
			id: 'setting/cpu-preference',
			label: 'CPU energy preference',
			paths: policies.map(path => `${path}/energy_performance_preference`),
		},
		{
			id: 'setting/boost',
			label: 'CPU boost',
			paths: [`${cpuFolder}/cpufreq/boost`],
			words: {0: 'off', 1: 'on'},
		},
		{
			id: 'setting/cpu-turbo',
			label: 'CPU turbo',
			paths: [`${cpuFolder}/intel_pstate/no_turbo`],
			words: {0: 'on', 1: 'off'},
		},
		{
			id: 'setting/platform-profile',
			label: 'platform profile',
			paths: ['sys/firmware/acpi/platform_profile'],
		},
		...devices.map(name => ({
			id: `setting/${cleanLabel(name)}/governor`,
			label: `${cleanLabel(name)} governor`,
			paths: [`${devfreqFolder}/${name}/governor`],
		})),
	];
};

/** Words that a setting has had, for the number that stands for each: a reading is a number. */
class Words {
	readonly #seen = new Map<string, string[]>();

	numberOf(id: string, word: string): number {
		const words = this.#seen.get(id) ?? [];
		this.#seen.set(id, words);
		if (!words.includes(word) && words.length < mostWords) {
			words.push(word);
		}

		return words.includes(word) ? words.indexOf(word) : words.length;
	}
}

const mostWords = 64;

/** What the files hold, each word once, in their order. A file that fails now holds what it held: a CPU that is switched off is no change of the setting. */
class SettingFiles {
	readonly #root: Root;
	readonly #last = new Map<string, string>();

	constructor(root: Root) {
		this.#root = root;
	}

	async text({paths, words = {}, wins}: Setting): Promise<string | undefined> {
		const texts = await Promise.all(
			paths.map(async path => {
				const raw = await readOptionalText(this.#root, path);
				const text = raw?.trim();
				if (text) {
					this.#last.set(path, words[text] ?? cleanLabel(text));
				}

				return this.#last.get(path);
			}),
		);
		const found = texts.filter(text => text !== undefined);
		if (wins !== undefined && found.includes(wins)) {
			return wins;
		}

		return found.length > 0 ? [...new Set(found)].join(', ') : undefined;
	}
}

const readSetting = async (
	root: Root,
	setting: Setting,
	files: SettingFiles,
	words: Words,
): Promise<Reading> => {
	const {id, label, paths} = setting;
	const detail = await files.text(setting);
	return {
		id,
		label,
		quantity: 'info',
		unit: 'state',
		source: `/${paths[0]!}`,
		atMs: root.now(),
		...(detail === undefined
			? {missing: 'cannot be read'}
			: {value: words.numberOf(id, detail), detail}),
	};
};

export const settings: Sensor = {
	id: 'settings',
	title: 'governors, boost, platform profile, adapter',
	// Two files a core, and nobody changes them often.
	periodMs: 5000,
	async open(root) {
		const files = new SettingFiles(root);
		const words = new Words();
		const found: Setting[] = [];
		for (const setting of await candidates(root)) {
			if ((await files.text(setting)) !== undefined) {
				found.push(setting);
			}
		}

		return found.length === 0
			? {
					absent:
						'the kernel offers no governor and no platform profile (usual in a virtual machine)',
				}
			: {
					read: async () =>
						Promise.all(found.map(async setting => readSetting(root, setting, files, words))),
				};
	},
};
