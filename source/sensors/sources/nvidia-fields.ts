import {cleanLabel, parseNumber} from '../parse.js';
import {ReadFailure, isFailure} from '../roots/root.js';
import {type Cause, type Limits, type Reading} from '../sensor.js';

/*
What `nvidia-smi --query-gpu` prints, in its old and new field names, and what its bits mean (NVML API reference, nvmlClocksEventReasons).
*/

/** Asked for where the driver knows them; of an old and a new name the first known one. */
const wanted: ReadonlyArray<readonly string[]> = [
	['index'],
	['name'],
	['temperature.gpu'],
	['power.draw'],
	['power.limit'],
	['clocks.current.sm', 'clocks.sm'],
	['clocks.max.sm'],
	['utilization.gpu'],
	['memory.used'],
	['memory.total'],
	['fan.speed'],
	['clocks_event_reasons.active', 'clocks_throttle_reasons.active'],
	['clocks_event_reasons_counters.sw_power_cap'],
	['clocks_event_reasons_counters.sw_thermal_slowdown'],
	['clocks_event_reasons_counters.hw_thermal_slowdown'],
	['clocks_event_reasons_counters.hw_power_brake_slowdown'],
];

/** @param help What `nvidia-smi --help-query-gpu` prints; undefined: assume a driver of 2019. */
export const fieldsFor = (help: string | undefined): string[] =>
	wanted.flatMap(names => {
		const known = help === undefined ? undefined : names.find(name => help.includes(`"${name}"`));
		const old = help === undefined && !names[0]!.includes('_counters.') ? names.at(-1) : undefined;
		return known ?? old ?? [];
	});

/** `power.draw [W]` to `power.draw`; the short and the new names to the ones used below. */
const canonical = (header: string): string =>
	header
		.trim()
		.replace(/\s*\[.*\]$/, '')
		.replace('clocks_throttle_reasons', 'clocks_event_reasons')
		.replace(/^clocks\.sm$/, 'clocks.current.sm');

export type Row = ReadonlyMap<string, string>;

/** Rows of one GPU each, told apart from header lines; the columns are the header's, once one has come. */
export class RowParser {
	/** The last line that made no sense, for the user. */
	badLine: string | undefined;
	#columns: readonly string[];

	constructor(fields: readonly string[]) {
		this.#columns = fields.map(field => canonical(field));
	}

	/** Undefined for a header and for a line that is no row. */
	parse(line: string): Row | undefined {
		const cells = line.split(',').map(cell => cell.trim());
		if (canonical(cells[0]!) === 'index') {
			this.#columns = cells.map(cell => canonical(cell));
			return undefined;
		}

		if (cells.length !== this.#columns.length || isFailure(parseNumber(cells[0]!))) {
			if (line.trim() !== '') {
				this.badLine = cleanLabel(line);
			}

			return undefined;
		}

		return new Map(this.#columns.map((column, index) => [column, cells[index]!]));
	}
}

type Reason = {readonly bit: number; readonly name: string; readonly cause: Cause};

/** Idle (0x1), application clocks (0x2), sync boost (0x10) and display clocks (0x100) hold nothing back that the user did not ask for. */
export const throttleReasons: readonly Reason[] = [
	{bit: 0x4, name: 'SwPowerCap', cause: 'power'},
	{bit: 0x8, name: 'HwSlowdown', cause: 'unknown'},
	{bit: 0x20, name: 'SwThermalSlowdown', cause: 'thermal'},
	{bit: 0x40, name: 'HwThermalSlowdown', cause: 'thermal'},
	{bit: 0x80, name: 'HwPowerBrake', cause: 'power'},
];

const number = (row: Row, column: string): number | ReadFailure => {
	const text = row.get(column);
	if (text === undefined) {
		return new ReadFailure('ENOTSUP', 'this driver does not offer it');
	}

	if (/^\[?N\/A\]?$|^\[Not Supported\]$/i.test(text)) {
		return new ReadFailure('ENOTSUP', 'this GPU does not offer it');
	}

	// `[Unknown Error]`, `[GPU requires reset]`: in the driver's own words.
	return /^\[.*\]$/.test(text)
		? new ReadFailure('EIO', `nvidia-smi says ${cleanLabel(text)}`)
		: parseNumber(text.split(' ', 1)[0]!);
};

const limit = (row: Row, column: string, scale = 1): {limits?: Limits} => {
	const max = number(row, column);
	return isFailure(max) ? {} : {limits: {max: max * scale}};
};

const mebibyte = 1024 * 1024;

/** All readings of one row. */
export const rowReadings = (row: Row, source: string, atMs: number): Reading[] => {
	const index = cleanLabel(row.get('index') ?? '0');
	const name = cleanLabel(row.get('name') ?? `GPU ${index}`);
	const facts = {source, atMs};
	const figure = (column: string, scale = 1) => {
		const value = number(row, column);
		return isFailure(value) ? {missing: value.reason} : {value: value * scale};
	};

	const readings: Reading[] = [
		{
			...facts,
			id: `nvidia/${index}/temperature`,
			label: name,
			quantity: 'temperature',
			unit: 'celsius',
			...figure('temperature.gpu'),
		},
		{
			...facts,
			id: `nvidia/${index}/power`,
			label: name,
			quantity: 'power',
			unit: 'watts',
			scope: 'gpu',
			...limit(row, 'power.limit'),
			...figure('power.draw'),
		},
		{
			...facts,
			id: `nvidia/${index}/clock`,
			label: `${name} SM`,
			quantity: 'clock',
			unit: 'hertz',
			...limit(row, 'clocks.max.sm', 1e6),
			...figure('clocks.current.sm', 1e6),
		},
		{
			...facts,
			id: `nvidia/${index}/load`,
			label: name,
			quantity: 'load',
			unit: 'fraction',
			...figure('utilization.gpu', 0.01),
		},
		{
			...facts,
			id: `nvidia/${index}/memory`,
			label: `${name} memory in use`,
			quantity: 'memory',
			unit: 'bytes',
			...limit(row, 'memory.total', mebibyte),
			...figure('memory.used', mebibyte),
		},
		{
			...facts,
			id: `nvidia/${index}/fan`,
			label: `${name} fan`,
			quantity: 'fan',
			unit: 'fraction',
			...figure('fan.speed', 0.01),
		},
		...reasonReadings(row, {...facts, index, name}),
	];
	return readings;
};

type Place = {
	readonly source: string;
	readonly atMs: number;
	readonly index: string;
	readonly name: string;
};

const reasonReadings = (row: Row, {source, atMs, index, name}: Place): Reading[] => {
	const text = row.get('clocks_event_reasons.active') ?? '';
	const word = /^0x[\da-f]+$/i.test(text) ? Number.parseInt(text.slice(2), 16) : undefined;
	const flags = throttleReasons.map((reason): Reading => ({
		id: `nvidia/${index}/${reason.name}`,
		label: `${name} ${reason.name}`,
		quantity: 'throttle',
		unit: 'state',
		source,
		atMs,
		limits: {max: 1},
		evidence: {kind: 'flag', cause: reason.cause},
		...(word === undefined
			? {missing: 'this GPU or driver does not say what holds its clock back'}
			: {value: (word & reason.bit) === 0 ? 0 : 1}),
	}));
	const counters = [...row]
		.filter(([column]) => column.startsWith('clocks_event_reasons_counters.'))
		.map(([column]): Reading => {
			const short = column.slice(column.indexOf('.') + 1);
			const micro = number(row, column);
			return {
				id: `nvidia/${index}/time/${short}`,
				label: `${name} time in ${short.replaceAll('_', ' ')}`,
				quantity: 'counter',
				unit: 'seconds',
				source,
				atMs,
				evidence: {kind: 'counter', cause: short.includes('thermal') ? 'thermal' : 'power'},
				...(isFailure(micro) ? {missing: micro.reason} : {value: micro / 1e6}),
			};
		});
	return [...flags, ...counters];
};
