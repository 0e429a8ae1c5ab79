import {messageOf} from '../text/user-error.js';

const gibibyte = 2 ** 30;

/** "3725 GiB", "0.5 GiB". */
const inGibibytes = (bytes: number): string => {
	const size = bytes / gibibyte;
	return `${size >= 10 ? size.toFixed(0) : size.toFixed(1)} GiB`;
};

/**
What onnxruntime says of a failure, in one line: its own words without its source locations, and where they name one, the operator or the memory that is missing.
*/
export const runtimeWords = (error: unknown): string => {
	const text = messageOf(error).replaceAll(/\s+/g, ' ').trim();
	const [, operator, opset] =
		/No Op registered for (\S+) with domain_version of (\d+)/.exec(text) ?? [];
	if (operator !== undefined) {
		return `it does not have the operator ${operator} (operator set ${opset})`;
	}

	const [, foreign, domain] =
		/In Node, \(".*?", (\S+), "(.*?)".*No opset import for domain/.exec(text) ?? [];
	if (foreign !== undefined) {
		return `it does not have the operator ${foreign} of ${domain}`;
	}

	const [, bytes] = /Failed to allocate memory for requested buffer of size (\d+)/.exec(text) ?? [];
	if (bytes !== undefined) {
		const [, node] = /while running (\S+) node/.exec(text) ?? [];
		return `out of memory: ${node ?? 'the model'} wants ${inGibibytes(Number(bytes))}`;
	}

	const [, version, newest] =
		/Unsupported model IR version: (\d+), max supported IR version: (\d+)/.exec(text) ?? [];
	if (version !== undefined) {
		return `the model has IR version ${version}, this runtime reads up to ${newest}: export it with an older onnx package, or use a newer runtime`;
	}

	const [, opsetOfModel, opsetOfRuntime] =
		/opset (\d+) is under development and support for this is limited.*?till opset (\d+)/i.exec(
			text,
		) ?? [];
	if (opsetOfModel !== undefined) {
		return `the model has operator set ${opsetOfModel}, this runtime reads up to ${opsetOfRuntime}: export it with an older opset_version, or use a newer runtime`;
	}

	const [, missing] = /External data path does not exist: "(.*?)"/.exec(text) ?? [];
	if (missing !== undefined) {
		return `its weights lie in ${missing}, which is not there: put that file beside the model`;
	}

	if (text.includes('std::bad_alloc')) {
		return 'out of memory';
	}

	return (
		text
			.replace(/^OrtSessionOptionsAppendExecutionProvider_\w+: /, '')
			.replace(/^\/\S+:\d+ .*? was false\. /, '')
			.replace(/^Load model from \S+ failed: ?/, 'the model does not load: ')
			// "/onnxruntime_src/…/file.cc:83 virtual type name(arguments) [ONNXRuntimeError] : 2 : KIND : words"
			.replace(/ ?\/\S+\.(?:cc|h):\d+ .*?\[ONNXRuntimeError\] : \d+ : \w+ : /, ' ')
			.trim()
	);
};
