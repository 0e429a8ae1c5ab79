import {type ModelSignature} from '../inspect/model-signature.js';
import {labelsInMetadata, namesInMetadata} from '../inspect/metadata-labels.js';
import {type Detection, type ModelInput} from '../manifest.js';
import {type OnnxValue} from '../onnx/graph.js';

/*
Detectors by the form of their outputs: TensorFlow's SSD post-process, YOLOv5, YOLOv8, and those that choose their boxes themselves.
*/

const words: Readonly<Record<Detection['form'], string>> = {
	ssd: "TensorFlow's SSD post-process: boxes, classes, scores and their number",
	yolov5: 'YOLOv5: rows of box, objectness and classes',
	yolov8: 'YOLOv8: columns of box and classes',
	'end-to-end': 'end to end: rows of corners, score and class',
};

/** The form in words. */
export const formWords = (form: Detection['form']): string => words[form];

/** Places on the grids of strides 8, 16 and 32. */
const gridPlaces = ({height, width}: ModelInput): number =>
	[8, 16, 32].reduce(
		(sum, stride) => sum + Math.ceil(height / stride) * Math.ceil(width / stride),
		0,
	);

/** Numbers that TensorFlow's exporter gives the four outputs of its post-process: scores 1, boxes 3, classes 2, number 0. */
const exported = /^StatefulPartitionedCall(?::([0-3]))?$/;

const ssdParts = [/box/i, /class|label/i, /score|conf/i, /num|count/i] as const;

const ssdByName = (outputs: readonly OnnxValue[]): string[] | undefined => {
	const found = ssdParts.map(part => outputs.filter(({name}) => part.test(name)));
	return found.every(matches => matches.length > 0)
		? found.map(
				// Of `detection_boxes` and `raw_detection_boxes`, `detection_scores` and `detection_multiclass_scores` the plainest.
				matches =>
					[...matches].sort((left, right) => left.name.length - right.name.length)[0]!.name,
			)
		: undefined;
};

/** Wide dimensions of an output: of [1, 10, 4] 10 and 4. */
const shapeOf = (shape: readonly number[] | undefined): readonly number[] | undefined =>
	shape?.[0] === 1 ? shape.slice(1) : shape;

const ssdByShape = ({outputs, outputShapes}: ModelSignature): string[] | undefined => {
	if (outputs.length !== 4) {
		return undefined;
	}

	const shapes = outputs.map(({name}) => shapeOf(outputShapes[name]));
	const boxes = shapes.findIndex(shape => shape?.length === 2 && shape[1] === 4);
	const most = shapes[boxes]?.[0];
	const columns = shapes.flatMap((shape, place) =>
		shape?.length === 1 && shape[0] === most && place !== boxes ? [place] : [],
	);
	const number = shapes.findIndex(
		(shape, place) =>
			place !== boxes &&
			!(columns.length === 2 && columns.includes(place)) &&
			(shape?.length ?? 2) <= 1 &&
			(shape?.[0] ?? 1) === 1,
	);
	if (boxes === -1 || columns.length !== 2 || number === -1) {
		return undefined;
	}

	const names = outputs.map(({name}) => name);
	const byCall = names.map(name => exported.exec(name)?.[1] ?? (exported.test(name) ? '0' : ''));
	const [first, second] = columns as [number, number];
	const isTurned = byCall.every(given => given !== '')
		? byCall[first] === '1'
		: /score|conf/i.test(names[first]!) || /class/i.test(names[second]!);
	const [classes, scores] = isTurned ? [second, first] : [first, second];
	return [boxes, classes, scores, number].map(place => names[place]!);
};

/** Whether something beside the shape says that an output holds boxes. */
const hasEvidence = ({metadata, makerOf, inputs}: ModelSignature, name: string): boolean =>
	/detect/i.test(metadata['task'] ?? '') ||
	/^output0?$|detect|box|yolo|pred/i.test(name) ||
	inputs[0]?.name === 'images' ||
	makerOf?.(name) === 'Concat';

/** Of an output that is told to hold boxes, without the number of places of a grid: by how long its sides are. */
const byLongSide = (
	rows: number,
	columns: number,
	isTold: (classes: number) => boolean,
): readonly [form: Detection['form'], classes?: number] | undefined => {
	if (columns === 6 && rows <= 1000 && !isTold(1)) {
		return ['end-to-end'];
	}

	if (isTold(rows - 4) || (columns > rows && rows > 4)) {
		return ['yolov8', rows - 4];
	}

	return isTold(columns - 5) || (rows > columns && columns > 5)
		? ['yolov5', columns - 5]
		: undefined;
};

/** Columns behind the classes, of masks, key points or an angle: by the names that Ultralytics gives, else by the masks of another output. */
const columnsBeside = (
	{metadata, outputs, outputShapes}: ModelSignature,
	classes: number,
): number => {
	const named = metadata['task'] === undefined ? undefined : namesInMetadata(metadata);
	const masks = outputs
		.map(({name}) => outputShapes[name])
		.find(shape => shape?.length === 4 && shape[1]! < classes)?.[1];
	return named !== undefined && named < classes ? classes - named : (masks ?? 0);
};

/** Of `[batch, 84, anchors]`, which cannot be followed: as many places as the picture's grids have. */
const openShape = ({dims}: OnnxValue, input: ModelInput): readonly number[] | undefined => {
	const [, rows, places] = dims ?? [];
	return dims?.length === 3 && typeof rows === 'number' && typeof places === 'string'
		? [input.batch ?? 1, rows, gridPlaces(input)]
		: undefined;
};

const yolo = (signature: ModelSignature, input: ModelInput): Detection | undefined => {
	const [output] = signature.outputs;
	const batch = input.batch ?? 1;
	const shape = output && (signature.outputShapes[output.name] ?? openShape(output, input));
	// Masks and key points have more outputs or columns, and are other tasks.
	if (!output || signature.outputs.length > 4 || shape?.length !== 3 || shape[0] !== batch) {
		return undefined;
	}

	const [, rows, columns] = shape as [number, number, number];
	const places = gridPlaces(input);
	const isTold = (classes: number): boolean =>
		classes > 0 && labelsInMetadata(signature.metadata, [classes]) !== undefined;
	const make = (form: Detection['form'], classes?: number): Detection => ({
		form,
		outputs: [output.name],
		...(classes !== undefined && {classes: classes - columnsBeside(signature, classes)}),
	});
	if (columns === places && rows > 4 && (rows !== places || isTold(rows - 4))) {
		return make('yolov8', rows - 4);
	}

	if (rows === 3 * places && columns > 5) {
		return make('yolov5', columns - 5);
	}

	const found = hasEvidence(signature, output.name) && byLongSide(rows, columns, isTold);
	return found ? make(...found) : undefined;
};

/** What kind of detector a model is; undefined where it is none of a known form. */
export const guessDetection = (
	signature: ModelSignature,
	input: ModelInput,
): Detection | undefined => {
	const ssd = ssdByName(signature.outputs) ?? ssdByShape(signature);
	return ssd ? {form: 'ssd', outputs: ssd} : yolo(signature, input);
};
