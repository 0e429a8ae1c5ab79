import {
	chmodCommand,
	cleanLabel,
	readNumber,
	readOptionalNumber,
	readOptionalText,
	toReading,
} from '../parse.js';
import {ReadFailure, isFailure, type Root} from '../roots/root.js';
import {type Reading, type Sensor} from '../sensor.js';

/*
Coral Edge TPU on PCIe (driver gasket/apex). Above each trip point the chip halves its clock again; the driver does not report the clock, so it is derived from the temperature and said to be. The USB accelerator has no sensor that can be read.
*/

const folder = 'sys/class/apex';
const fullClockHertz = 500e6;

/** Trip points, lowest first, in degrees; the clock is divided by 2, 4, 8 above them. */
export const apexStep = (celsius: number, trips: readonly number[]): number =>
	trips.filter(trip => celsius >= trip).length;

const readDevice = async (root: Root, name: string): Promise<Reading[]> => {
	const path = `${folder}/${name}`;
	const status = await readOptionalText(root, `${path}/status`);
	const milli =
		status !== undefined && status !== 'ALIVE'
			? new ReadFailure('ENODEV', `the chip does not work (status ${cleanLabel(status)})`)
			: await readNumber(root, `${path}/temp`);
	const trips: number[] = [];
	for (const number of [0, 1, 2]) {
		const trip = await readOptionalNumber(root, `${path}/trip_point${number}_temp`);
		if (trip !== undefined && trip > 0) {
			trips.push(trip / 1000);
		}
	}

	trips.sort((a, b) => a - b);
	const warn = await readOptionalNumber(root, `${path}/hw_temp_warn2`);
	const isWarnOn = (await readOptionalNumber(root, `${path}/hw_temp_warn2_en`)) === 1;
	const [passive] = trips;
	const facts = {source: `/${path}/temp`, atMs: root.now()} as const;
	const options = {mend: chmodCommand(`${path}/temp`)};
	const step = isFailure(milli) ? milli : apexStep(milli / 1000, trips);
	const detail = 'derived from the temperature and the trip points';
	const isDerived = trips.length > 0;
	return [
		toReading(
			{
				...facts,
				id: `apex/${name}/temperature`,
				label: `Edge TPU ${name}`,
				quantity: 'temperature',
				unit: 'celsius',
				limits: {
					passive,
					...(isWarnOn && warn !== undefined && {critical: warn / 1000}),
				},
			},
			milli,
			{...options, scale: 1e-3},
		),
		...(isDerived
			? [
					toReading(
						{
							...facts,
							id: `apex/${name}/clock`,
							label: `Edge TPU ${name}`,
							quantity: 'clock',
							unit: 'hertz',
							limits: {max: fullClockHertz},
							detail,
						},
						isFailure(step) ? step : fullClockHertz / 2 ** step,
						options,
					),
					toReading(
						{
							...facts,
							id: `apex/${name}/throttle`,
							label: `Edge TPU ${name} slowed by heat`,
							quantity: 'throttle',
							unit: 'state',
							limits: {max: trips.length},
							evidence: {kind: 'flag', cause: 'thermal'},
							detail: isFailure(step) || step === 0 ? detail : `clock ÷ ${2 ** step}, ${detail}`,
						},
						step,
						options,
					),
				]
			: []),
	];
};

export const apex: Sensor = {
	id: 'apex',
	title: 'Coral Edge TPU on PCIe (apex)',
	isReopened: true,
	async open(root) {
		const names = await root.list(folder);
		const devices = names.filter(name => name.startsWith('apex_'));
		return devices.length === 0
			? {absent: 'no Coral PCIe device (the USB accelerator has no readable sensor)'}
			: {
					async read() {
						const readings = await Promise.all(devices.map(async name => readDevice(root, name)));
						return readings.flat();
					},
				};
	},
};
