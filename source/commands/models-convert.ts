import {type Flags} from '../flags.js';
import {writtenFormats} from '../conversion/route.js';
import {type Conversion, type ConversionPrecision, conversionText} from '../models/conversion.js';
import {findModel, type ZooModel} from '../models/library.js';
import {type FormatName} from '../models/manifest.js';
import {precisionNames} from '../models/precision.js';
import {resolveModel} from '../models/resolve-model.js';
import {sanitize} from '../text/sanitize.js';
import {parseChoice} from '../text/parse-values.js';
import {UserError} from '../text/user-error.js';
import {convertFor, convertible} from './run/convert-for.js';
import {describeByRuntime} from './run/find-model.js';
import {demandNames, print, printJson} from './models-output.js';

const filePrecision: Readonly<Record<(typeof precisionNames)[number], ConversionPrecision>> = {
	fp32: 'float32',
	fp16: 'float16',
	bf16: 'float32',
	int8: 'int8',
};

const readPrecision = (given: string | undefined): ConversionPrecision | undefined => {
	if (given === undefined) {
		return undefined;
	}

	const name = parseChoice('precision', given, precisionNames);
	if (name === 'bf16') {
		throw new UserError(
			'--precision bf16 is arithmetic of a runtime, not of a file: use it in a run, with --backend openvino:cpu',
		);
	}

	return filePrecision[name];
};

/** How the two answered, in words. */
export const verdictText = (conversion: Conversion): string => {
	const {labelled, originalRight, convertedRight, by, seconds} = conversion;
	const right =
		labelled === undefined
			? ''
			: `; right on ${labelled} labelled frames: ${originalRight} before, ${convertedRight} after`;
	return `${conversionText(conversion)}${right}; by ${by} in ${seconds} s`;
};

const noWay = (
	model: ZooModel,
	to: FormatName,
	precision: ConversionPrecision | undefined,
): UserError => {
	const {manifest, files} = model;
	const here = Object.entries(files).filter(([, file]) => file.state === 'present');
	if (here.length === 0) {
		return new UserError(
			`${manifest.name} is not on this machine; \`edgetop models pull ${manifest.name}\` fetches it`,
		);
	}

	const formats = here.map(([format]) => format).join(', ');
	return new UserError(
		files[to]?.state === 'present' && (precision ?? 'float32') === 'float32'
			? `${manifest.name} is here as ${to} already: ${sanitize(files[to].path)}`
			: `there is no conversion from ${formats} to ${to}${precision === undefined ? '' : ` in ${precision}`}`,
	);
};

/**
`edgetop models convert NAME|FILE --to FORMAT`: a model in another format, held against its original, in the cache.

@throws UserError
*/
export const convert = async (names: readonly string[], flags: Flags): Promise<number> => {
	const [name, ...rest] = demandNames(names, 'convert');
	if (rest.length > 0) {
		throw new UserError(`edgetop models convert takes one model, not ${names.length}`);
	}

	if (flags.to === undefined) {
		throw new UserError(
			`edgetop models convert: --to is missing; it takes ${writtenFormats.join(', ')}`,
		);
	}

	const to = parseChoice('to', flags.to, writtenFormats);
	const precision = readPrecision(flags.precision);
	const describe = describeByRuntime();
	const model = await findModel(name!, describe);
	const way =
		model.files[to]?.state === 'present' && (precision ?? 'float32') === 'float32'
			? undefined
			: convertible(model, [to], precision);
	if (!way) {
		throw noWay(model, to, precision);
	}

	const original = await resolveModel(name!, {describe, labels: flags.labels, formats: [way.from]});
	const converted = await convertFor(original, to, {precision, source: flags.source});
	const {conversion, path} = converted;
	if (flags.json) {
		printJson({name: original.manifest.name, path, conversion});
	} else {
		print(sanitize(`${original.manifest.name}: ${path}: ${verdictText(conversion!)}`, 900));
	}

	return 0;
};
