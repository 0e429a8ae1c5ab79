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
