import {cleanLabel, parseNumber, readNumber, readOptionalText, toReading} from '../parse.js';
import {ReadFailure, isFailure, type Root} from '../roots/root.js';
import {type Cause, type Reading, type Sensor} from '../sensor.js';

/*
Raspberry Pi: the firmware's throttling word, live bits and those kept since boot (raspberrypi.com, documentation of `vcgencmd get_throttled`); the kernel's under-voltage alarm; on the Pi 5 the rails of its power chip. The word is read from sysfs where the kernel has it, which costs no process.
*/

const throttledFile = 'sys/devices/platform/soc/soc:firmware/get_throttled';
const vcgencmdMend = 'sudo usermod -aG video $USER  (then log in again)';

type Bit = {
	readonly bit: number;
	readonly id: string;
	readonly label: string;
	readonly cause: Cause | undefined;
};

/** Which cause the two general bits have is told by the others. */
const bits: readonly Bit[] = [
	{bit: 0, id: 'under-voltage', label: 'under-voltage', cause: 'undervoltage'},
	{bit: 1, id: 'frequency-capped', label: 'ARM clock capped', cause: undefined},
	{bit: 2, id: 'throttled', label: 'throttled', cause: undefined},
	{bit: 3, id: 'soft-limit', label: 'soft temperature limit', cause: 'thermal'},
];

/** `50000` (sysfs) or `throttled=0x50000` (vcgencmd), both hexadecimal. */
export const parseThrottled = (text: string): number | ReadFailure => {
	const digits = /^(?:throttled=)?(?:0x)?(?<digits>[\da-f]+)$/i.exec(text.trim())?.groups?.[
		'digits'
	];
	return digits === undefined
		? new ReadFailure('EBADMSG', `no throttling word: "${cleanLabel(text)}"`)
		: Number.parseInt(digits, 16);
};

/**
"Clock capped" and "throttled" have the cause that the live bits beside them tell: under-voltage, else heat. What is kept since boot may have had another cause each time, and is told with none.
*/
const generalCause = (word: number, kind: 'flag' | 'sticky'): Cause => {
	if (kind === 'sticky') {
		return 'unknown';
	}

	return word & 1 ? 'undervoltage' : 'thermal';
};

/** Eight readings of one word: what is so now, and what was so since boot. */
export const throttledReadings = (
	word: number | ReadFailure,
	facts: {readonly source: string; readonly atMs: number},
	mend?: string,
): Reading[] =>
	(['flag', 'sticky'] as const).flatMap(kind =>
		bits.map(({bit, id, label, cause}) => {
			const shift = kind === 'flag' ? 0 : 16;
			const general = generalCause(isFailure(word) ? 0 : word, kind);
			return toReading(
				{
					...facts,
					id: `raspberry-pi/${id}${kind === 'flag' ? '' : '-since-boot'}`,
					label: kind === 'flag' ? label : `${label} since boot`,
					quantity: 'throttle',
					unit: 'state',
					limits: {max: 1},
					evidence: {kind, cause: cause ?? general},
				},
				isFailure(word) ? word : (word >> (bit + shift)) & 1,
				mend === undefined ? {} : {mend},
			);
		}),
	);

/** vcgencmd reports a missing right as a failure of its own. */
const vcgencmd = async (root: Root, ...arguments_: string[]): Promise<string | ReadFailure> => {
	const answer = await root.run('vcgencmd', arguments_);
	return isFailure(answer) && /vcio|VCHI|permission/i.test(answer.reason)
		? new ReadFailure('EACCES')
		: answer;
};

export const isRaspberryPi = async (root: Root): Promise<boolean> => {
	const model = await readOptionalText(root, 'proc/device-tree/model');
	return model?.startsWith('Raspberry Pi') ?? false;
};

const findAlarm = async (root: Root): Promise<string | undefined> => {
	for (const chip of await root.list('sys/class/hwmon')) {
		const path = `sys/class/hwmon/${chip}`;
		if ((await readOptionalText(root, `${path}/name`)) === 'rpi_volt') {
			return `${path}/in0_lcrit_alarm`;
		}
	}

	return undefined;
};

const readWord = async (root: Root, hasFile: boolean): Promise<string | ReadFailure> =>
	hasFile ? root.readText(throttledFile) : vcgencmd(root, 'get_throttled');

export const raspberryPi: Sensor = {
	id: 'raspberry-pi',
	title: 'Raspberry Pi throttling flags',
	timeoutMs: 3500,
	async open(root) {
		if (!(await isRaspberryPi(root))) {
			return {absent: 'not a Raspberry Pi'};
		}

		const hasFile = !isFailure(await root.readText(throttledFile));
		const alarm = await findAlarm(root);
		return {
			async read() {
				const text = await readWord(root, hasFile);
				const source = hasFile ? `/${throttledFile}` : 'vcgencmd get_throttled';
				const word = isFailure(text) ? text : parseThrottled(text);
				const readings = throttledReadings(word, {source, atMs: root.now()}, vcgencmdMend);
				if (alarm) {
					readings.push(
						toReading(
							{
								id: 'raspberry-pi/under-voltage-alarm',
								label: 'under-voltage alarm',
								quantity: 'throttle',
								unit: 'state',
								source: `/${alarm}`,
								atMs: root.now(),
								limits: {max: 1},
								evidence: {kind: 'flag', cause: 'undervoltage'},
							},
							await readNumber(root, alarm),
						),
					);
				}

				return readings;
			},
		};
	},
};

export type PmicRails = {
	/** Watts by rail: its current times its voltage. */
	readonly rails: ReadonlyMap<string, number>;
	/** Volts of the 5 V input, whose current the chip does not measure. */
	readonly inputVolts: number | undefined;
};

export const parsePmic = (text: string): PmicRails => {
	const values = new Map<string, number>();
	for (const match of text.matchAll(
		/(?<name>\w+)_(?<unit>[AV])\s+(?:current|volt)\(\d+\)=(?<value>[\d.]+)[AV]/g,
	)) {
		const value = parseNumber(match.groups!['value']!);
		if (!isFailure(value)) {
			values.set(`${match.groups!['name']} ${match.groups!['unit']}`, value);
		}
	}

	const rails = new Map<string, number>();
	for (const [key, amperes] of values) {
		const name = key.slice(0, -2);
		const volts = values.get(`${name} V`);
		if (key.endsWith(' A') && volts !== undefined) {
			rails.set(name, amperes * volts);
		}
	}

	return {rails, inputVolts: values.get('EXT5V V')};
};

const pmicReadings = (
	text: string | ReadFailure,
	facts: {readonly source: string; readonly atMs: number},
): Reading[] => {
	const parsed = isFailure(text) ? undefined : parsePmic(text);
	const sum = parsed && [...parsed.rails.values()].reduce((total, watts) => total + watts, 0);
	const failure = isFailure(text) ? text : new ReadFailure('EBADMSG', 'no rail in the answer');
	const readings = [
		toReading(
			{
				...facts,
				id: 'raspberry-pi/rails',
				label: 'PMIC rails',
				quantity: 'power',
				unit: 'watts',
				scope: 'rails (sum)',
				detail: 'without what USB, HATs and the regulators themselves use',
			},
			parsed && parsed.rails.size > 0 ? sum! : failure,
			{mend: vcgencmdMend},
		),
		toReading(
			{
				...facts,
				id: 'raspberry-pi/input-voltage',
				label: '5 V input',
				quantity: 'voltage',
				unit: 'volts',
			},
			parsed?.inputVolts ?? failure,
			{mend: vcgencmdMend},
		),
	];
	for (const [name, watts] of parsed?.rails ?? []) {
		readings.push({
			...facts,
			id: `raspberry-pi/rail/${name}`,
			label: name,
			quantity: 'power',
			unit: 'watts',
			scope: 'rail',
			value: watts,
		});
	}

	return readings;
};

export const raspberryPiPower: Sensor = {
	id: 'raspberry-pi-power',
	title: 'Raspberry Pi 5 power chip (PMIC)',
	timeoutMs: 3500,
	async open(root) {
		if (!(await isRaspberryPi(root))) {
			return {absent: 'not a Raspberry Pi'};
		}

		const first = await vcgencmd(root, 'pmic_read_adc');
		if (isFailure(first) ? first.kind !== 'permission' : parsePmic(first).rails.size === 0) {
			return {absent: 'no sensor: this Raspberry Pi does not measure its power (the Pi 5 does)'};
		}

		return {
			async read() {
				const text = await vcgencmd(root, 'pmic_read_adc');
				return pmicReadings(text, {source: 'vcgencmd pmic_read_adc', atMs: root.now()});
			},
		};
	},
};

const parseClock = (text: string | ReadFailure): number | ReadFailure =>
	isFailure(text) ? text : parseNumber(text.split('=').at(-1) ?? '');

/** The clock that the firmware measures, which may lie below the one that cpufreq believes. */
export const raspberryPiClocks: Sensor = {
	id: 'raspberry-pi-clocks',
	title: 'Raspberry Pi measured clocks',
	periodMs: 5000,
	timeoutMs: 3500,
	async open(root) {
		const isPi = await isRaspberryPi(root);
		const first = isPi ? parseClock(await vcgencmd(root, 'measure_clock', 'arm')) : undefined;
		if (first === undefined || (isFailure(first) && first.kind !== 'permission')) {
			return {absent: isPi ? 'vcgencmd gives no measured clock' : 'not a Raspberry Pi'};
		}

		return {
			read: async () =>
				Promise.all(
					['arm', 'v3d'].map(async name =>
						toReading(
							{
								id: `raspberry-pi/clock/${name}`,
								label: `${name} (measured)`,
								quantity: 'clock',
								unit: 'hertz',
								source: `vcgencmd measure_clock ${name}`,
								atMs: root.now(),
							},
							parseClock(await vcgencmd(root, 'measure_clock', name)),
							{mend: vcgencmdMend},
						),
					),
				),
		};
	},
};
