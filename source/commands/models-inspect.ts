import {probeBackends} from '../engine/probe-backends.js';
import {type Flags} from '../flags.js';
import {sanitize} from '../text/sanitize.js';
import {messageOf} from '../text/user-error.js';
import {guessManifest} from '../models/guess/guess-manifest.js';
import {type FileDescription} from '../models/inspect/file-description.js';
import {inspectOnnx} from '../models/inspect/inspect-onnx.js';
import {findModel, type ZooModel} from '../models/library.js';
import {onnxSignature} from '../models/inspect/model-signature.js';
import {
	formatDescription,
	formatGuesses,
	formatInspection,
	formatManifest,
} from '../models/model-text.js';
import {type FormatName} from '../models/manifest.js';
import {type DescribeFile} from '../models/model-file.js';
import {describeByRuntime} from './run/find-model.js';
import {demandNames, print, printJson} from './models-output.js';

/** What would run a model, as words: each runtime that reads one of its formats, and whether it is here. */
const describeRuntimes = async (model: ZooModel): Promise<readonly string[]> => {
	const formats = Object.keys(model.manifest.formats);
	const probed = await probeBackends();
	return probed
		.filter(backend => backend.formats.some(format => formats.includes(format)))
		.map(({id, availability}) =>
			availability.status === 'available'
				? `runs on: ${id} (${sanitize(availability.device, 100)})`
				: `runs on: ${id}, which is not available: ${sanitize(availability.reason, 200)}`,
		);
};

/** The ONNX file behind a name or a path, where there is one on this machine. */
const onnxFileOf = ({files}: ZooModel): string | undefined =>
	files.onnx?.state === 'present' ? files.onnx.path : undefined;

type Asked = {readonly file: string; readonly description: FileDescription};

/** What its runtime tells of a file that edgetop does not read itself; undefined where there is none, or no runtime for it. */
const askRuntime = async (
	{files}: ZooModel,
	describe: DescribeFile,
): Promise<Asked | undefined> => {
	for (const [format, {path: file, state}] of Object.entries(files)) {
		if (state === 'present') {
			try {
				return {file, description: await describe(file, format as FormatName)};
			} catch {
				// A manifest tells how it would run; the lines of the runtimes say which are missing.
			}
		}
	}

	return undefined;
};

/** Why there is nothing to tell of the file itself. */
const absenceText = ({files}: ZooModel): string =>
	Object.values(files).some(({state}) => state === 'present')
		? ''
		: 'the file is not on this machine';

/** `edgetop models inspect FILE`: what the file says, how edgetop would run it, and on what. */
export const inspect = async (names: readonly string[], flags: Flags): Promise<number> => {
	const [name] = demandNames(names, 'inspect');
	// A file that cannot be run, a text model say, can still be looked into.
	if (/\.onnx$/i.test(name!)) {
		const inspection = inspectOnnx(name!);
		try {
			guessManifest(onnxSignature(inspection));
		} catch (error) {
			if (flags.json) {
				const {model, ...rest} = inspection;
				printJson({
					...rest,
					inputs: model.graph.inputs,
					outputs: model.graph.outputs,
					problem: messageOf(error),
				});
			} else {
				print(
					`${formatInspection(inspection)}\nedgetop cannot run it: ${sanitize(messageOf(error), 600)}`,
				);
			}

			return 0;
		}
	}

	const describe = describeByRuntime();
	const model = await findModel(name!, describe);
	const file = onnxFileOf(model);
	const inspection = file === undefined ? undefined : inspectOnnx(file);
	const asked = inspection ? undefined : await askRuntime(model, describe);
	const runtimes = await describeRuntimes(model);
	if (flags.json) {
		const {model: found, ...rest} = inspection ?? {model: undefined};
		printJson({
			manifest: model.manifest,
			guesses: model.guesses,
			files: model.files,
			...(found && {
				...rest,
				opsets: found.opsets,
				metadata: found.metadata,
				inputs: found.graph.inputs,
				outputs: found.graph.outputs,
			}),
			...asked?.description,
			runtimes,
		});
		return 0;
	}

	print(
		[
			`${sanitize(model.manifest.name)}: ${sanitize(model.manifest.title)}`,
			inspection
				? formatInspection(inspection)
				: asked
					? formatDescription(asked.file, asked.description)
					: absenceText(model),
			'',
			formatManifest(model.manifest),
			formatGuesses(model),
			...runtimes,
		]
			.filter((line, index) => line !== '' || index === 2)
			.join('\n'),
	);
	return 0;
};
