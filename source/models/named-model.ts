import {z} from 'zod';
import {sanitize} from '../text/sanitize.js';
import {UserError} from '../text/user-error.js';
import {loadLabels} from './labels.js';
import {
	inputSchema,
	outputSchema,
	preprocessingSchema,
	type FormatName,
	type Manifest,
} from './manifest.js';
import {type ResolvedModel} from './resolve-model.js';

/*
Models that a Python package has by name: torchvision:resnet50, timm:vit_tiny_patch16_224, keras:MobileNetV2. They have no file; what a manifest would say is asked of the package by the worker that runs them.
*/

type Family = {
	/** Runtime whose worker has them. */
	readonly runtime: string;
	readonly defaultBackend: string;
	/** Format under which the manifest lists them. */
	readonly format: FormatName;
};

const families: Readonly<Record<string, Family>> = {
	torchvision: {runtime: 'pytorch', defaultBackend: 'pytorch:cpu', format: 'torchscript'},
	timm: {runtime: 'pytorch', defaultBackend: 'pytorch:cpu', format: 'torchscript'},
	keras: {runtime: 'tensorflow', defaultBackend: 'tensorflow:cpu', format: 'saved-model'},
};

/** What a worker tells of a named model (`described` in docs/worker-protocol.md). */
export const namedModelSchema = z.object({
	/** Package and version: "torchvision 0.14.1". */
	package: z.string().max(100),
	/** Which weights will be loaded; absent for random ones. */
	weights: z.string().max(200).optional(),
	licence: z.string().max(100).optional(),
	input: inputSchema,
	preprocessing: preprocessingSchema,
	output: outputSchema,
	published: z
		.object({top1: z.number().min(0).max(1), top5: z.number().min(0).max(1).optional()})
		.optional(),
	/** What the package does not tell and was assumed, each in words. */
	guesses: z.array(z.string().max(500)).max(20).default([]),
});

export type NamedModel = z.infer<typeof namedModelSchema>;

const familyOf = (name: string): Family | undefined => {
	const [prefix, rest] = name.split(':', 2);
	return rest && prefix !== undefined && Object.hasOwn(families, prefix)
		? families[prefix]
		: undefined;
};

/** Whether this is the name of a model in a package. */
export const isNamedModel = (name: string): boolean => familyOf(name) !== undefined;

/** The backend for a named model when none is asked for; undefined for other models. */
export const backendOfNamed = (name: string): string | undefined => familyOf(name)?.defaultBackend;

/**
@throws UserError where the backend's runtime does not have models of this package.
*/
export const assertRuns = (name: string, backendId: string): void => {
	const {runtime, defaultBackend} = familyOf(name)!;
	const asked = backendId.split(':', 1)[0];
	if (asked !== runtime && asked !== 'exec') {
		throw new UserError(
			`${name} is a model of a Python package, which ${backendId} does not run; use --backend ${defaultBackend}`,
		);
	}
};

const manifestOf = (name: string, format: FormatName, model: NamedModel): Manifest => ({
	schemaVersion: 1,
	name,
	title: name,
	family: name.split(':', 1)[0]!,
	task: 'classification',
	licence: sanitize(model.licence ?? 'unknown'),
	origin: sanitize(`${model.package}, ${model.weights ?? 'random weights'}`),
	formats: {[format]: {file: name, precision: 'float32'}},
	input: model.input,
	preprocessing: model.preprocessing,
	output: model.output,
	labels: model.output.classes - model.output.labelOffset === 1000 ? 'imagenet1k' : 'numbered',
	...(model.weights === undefined && {isUntrained: true}),
	...(model.published &&
		model.weights !== undefined && {
			published: {
				...model.published,
				dataset: 'ImageNet-1k validation',
				source: sanitize(`${model.package}, ${model.weights}`),
			},
		}),
});

/**
A named model, ready to be handed to an engine.

@throws UserError where labels that were asked for do not fit.
*/
export const resolveNamed = async (
	name: string,
	model: NamedModel,
	labels?: string,
): Promise<ResolvedModel> => {
	const {format} = familyOf(name)!;
	const manifest = manifestOf(name, format, model);
	const labelSet = await loadLabels({
		labels: labels ?? manifest.labels,
		output: manifest.output,
		folder: process.cwd(),
	});
	return {
		manifest: {...manifest, labels: labelSet.id},
		format,
		path: name,
		guesses: [
			...model.guesses.map(guess => sanitize(guess)),
			...(manifest.isUntrained ? [`${name} has random weights: accuracy is n/a`] : []),
		],
		labels: labelSet,
	};
};
