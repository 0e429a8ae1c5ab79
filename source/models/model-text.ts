import {sanitize} from '../text/sanitize.js';
import {type GuessedManifest} from './guess/guess-manifest.js';
import {describeValue} from './guess/guess-input.js';
import {type FileDescription} from './inspect/file-description.js';
import {type OnnxInspection} from './inspect/inspect-onnx.js';
import {type Manifest, type Preprocessing} from './manifest.js';
import {type ZooModel} from './zoo-model.js';

/* Words and tables about models, for a console without colours. */

/** Rows as aligned columns; the last one is not padded. */
export const alignColumns = (rows: ReadonlyArray<readonly string[]>): string => {
	const widths = rows[0]?.map((_, column) =>
		Math.max(...rows.map(row => [...(row[column] ?? '')].length)),
	);
	return rows
		.map(row =>
			row
				.map((cell, column) =>
					column === row.length - 1
						? cell
						: cell + ' '.repeat((widths?.[column] ?? 0) - [...cell].length),
				)
				.join('  ')
				.trimEnd(),
		)
		.join('\n');
};

/** `10.7 MB`, in powers of ten. */
export const formatBytes = (bytes: number): string => {
	const units = ['B', 'kB', 'MB', 'GB'];
	let value = bytes;
	let unit = 0;
	while (value >= 1000 && unit < units.length - 1) {
		value /= 1000;
		unit++;
	}

	return `${unit === 0 ? value : value.toFixed(value < 100 ? 1 : 0)} ${units[unit]}`;
};

/** `385.8 M`. */
export const formatCount = (count: number): string => {
	const units = ['', ' k', ' M', ' G'];
	let value = count;
	let unit = 0;
	while (value >= 1000 && unit < units.length - 1) {
		value /= 1000;
		unit++;
	}

	return `${unit === 0 ? value : value.toFixed(1)}${units[unit]}`;
};

const share = (value: number | undefined): string =>
	value === undefined ? 'n/a' : (value * 100).toFixed(1);

const percent = (value: number | undefined): string =>
	value === undefined ? share(value) : `${share(value)} %`;

/** The library as cells of a table: a head, then a row a file. */
export const libraryCells = (models: readonly ZooModel[]): string[][] => [
	['NAME', 'STATE', 'FORMAT', 'PRECISION', 'SIZE', 'INPUT', 'TOP-1/5 %', 'TITLE'],
	...models.flatMap(({manifest, files}) =>
		Object.entries(manifest.formats).map(([name, format]) => [
			manifest.name,
			files[name as keyof typeof files]?.state ?? 'absent',
			name,
			format.precision,
			format.bytes === undefined ? 'n/a' : formatBytes(format.bytes),
			`${manifest.input.width}×${manifest.input.height}`,
			`${share(manifest.published?.top1)}/${share(manifest.published?.top5)}`,
			sanitize(manifest.title, 60),
		]),
	),
];

const list = (numbers: readonly number[]): string =>
	numbers.map(number => Number(number.toFixed(4))).join(' ');

/** A recipe in one line: `shorter-side, crop 0.875, cubic, rgb, ×0.00392, −0 0 0, ÷1 1 1`. */
export const describePreprocessing = (preprocessing: Preprocessing): string => {
	const {resize, cropFraction, interpolation, channelOrder, scale, mean, std} = preprocessing;
	const crop =
		resize === 'shorter-side' || resize === 'squash-crop' ? `, crop ${cropFraction}` : '';
	return `${resize}${crop}, ${interpolation}, ${channelOrder}, (value × ${Number(scale.toPrecision(4))} − [${list(mean)}]) ÷ [${list(std)}]`;
};

const describeOutput = ({output, detection, task}: Manifest): string =>
	detection
		? `a detector (${detection.form}): boxes are counted, accuracy is n/a`
		: task === 'detection'
			? 'a detector of a form that is not read: speed alone, accuracy is n/a'
			: output
				? `${output.kind}, ${output.classes} classes${output.labelOffset > 0 ? `, labels from index ${output.labelOffset}` : ''}`
				: 'no classes: speed alone, accuracy is n/a';

/** How edgetop would run a model, as lines. */
export const formatManifest = (manifest: Manifest): string =>
	alignColumns([
		[
			'input',
			`${manifest.input.layout} ${manifest.input.width}×${manifest.input.height} ${manifest.input.dtype}${manifest.input.channels === 1 ? ', grey' : ''}${manifest.input.hasBatch === false ? ', no batch dimension' : ''}${manifest.input.batch === undefined ? '' : `, batch ${manifest.input.batch}`}`,
		],
		...(manifest.input.others ?? []).map(({name, dtype, shape, values}) => [
			'input',
			sanitize(`${name} ${dtype} [${shape.join(', ')}]: ${values.slice(0, 8).join(' ')}`, 120),
		]),
		['preprocessing', describePreprocessing(manifest.preprocessing)],
		['output', describeOutput(manifest)],
		['labels', sanitize(manifest.labels, 120)],
		['licence', sanitize(manifest.licence, 80)],
		['origin', sanitize(manifest.origin, 300)],
		...(manifest.published
			? [
					[
						'published',
						`top-1 ${percent(manifest.published.top1)}, top-5 ${percent(manifest.published.top5)} on ${sanitize(manifest.published.dataset, 60)} (${sanitize(manifest.published.source, 160)})`,
					],
				]
			: []),
		...(manifest.notes === undefined ? [] : [['notes', sanitize(manifest.notes, 600)]]),
	]);

/** What an ONNX file says of itself, as lines. */
export const formatInspection = (inspection: OnnxInspection): string => {
	const {model, operators, parameters, parameterTypes, macs} = inspection;
	const {graph} = model;
	const types = Object.entries(parameterTypes).map(
		([type, count]) => `${type} ${formatCount(count)}`,
	);
	const shapes = Object.values(inspection.assumedInputs).map(shape => `[${shape.join(', ')}]`);
	return alignColumns([
		['file', `${sanitize(inspection.file)} (${formatBytes(inspection.bytes)})`],
		...graph.inputs.slice(0, 8).map(value => ['input', describeValue(value)]),
		...graph.outputs.slice(0, 8).map(value => ['output', describeValue(value)]),
		[
			'opset',
			sanitize(
				Object.entries(model.opsets)
					.map(([domain, version]) => `${domain} ${version}`)
					.join(', '),
			),
		],
		['producer', sanitize(model.producer ?? 'n/a', 80)],
		[
			'operators',
			sanitize(
				Object.entries(operators)
					.map(([name, count]) => `${name} ${count}`)
					.join(', '),
				600,
			),
		],
		[
			'parameters',
			`${formatCount(parameters)} (${types.join(', ') || 'none'})${inspection.hasExternalData ? ', some in other files' : ''}`,
		],
		[
			'MACs',
			'value' in macs
				? `${formatCount(macs.value)} for ${shapes.join(' ')}`
				: `n/a (${sanitize(macs.missing)})`,
		],
	]);
};

/** What a runtime tells of a file that edgetop does not read itself, as lines. */
export const formatDescription = (file: string, description: FileDescription): string => {
	const {inputs, outputs, operators, parameters, macs, precision} = description;
	const known = Object.entries(operators ?? {}).map(([name, count]) => `${name} ${count}`);
	const value = ({name, dtype, dims}: FileDescription['inputs'][number]): string =>
		describeValue({name, dtype, dims: dims.map(size => size ?? '?')});
	const untold = 'n/a (the runtime does not tell)';
	return alignColumns([
		['file', sanitize(file)],
		...inputs.slice(0, 8).map(input => ['input', value(input)]),
		...outputs.slice(0, 8).map(output => ['output', value(output)]),
		['operators', known.length > 0 ? sanitize(known.join(', '), 600) : untold],
		[
			'parameters',
			parameters === undefined ? untold : `${formatCount(parameters)} (mostly ${precision})`,
		],
		['MACs', macs === undefined ? untold : formatCount(macs)],
	]);
};

/** What was guessed, a line each. */
export const formatGuesses = ({guesses}: Pick<GuessedManifest, 'guesses'>): string =>
	guesses.map(guess => `guessed: ${sanitize(guess, 300)}`).join('\n');
