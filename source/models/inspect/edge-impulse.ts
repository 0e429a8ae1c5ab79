/*
What Edge Impulse says of the models that it exports: the headers of its C++ library, and the parameters that its Linux runner prints.
*/

const resizeModes: Readonly<Record<string, string>> = {
	FIT_SHORTEST: 'fit-shortest',
	FIT_LONGEST: 'fit-longest',
	SQUASH: 'squash',
};

/** `const char* ei_classifier_inferencing_categories[] = { "cat", "dog" };` */
const categoriesIn = (text: string): string[] | undefined => {
	const [, list] =
		/ei_classifier_inferencing_categories\w*\s*\[\s*\d*\s*\]\s*=\s*\{([^}]*)\}/.exec(text) ?? [];
	const names = list?.match(/"(?:[^"\\]|\\.)*"/g);
	try {
		return names?.map(name => JSON.parse(name) as string);
	} catch {
		return undefined;
	}
};

const resizeIn = (text: string): string | undefined => {
	const [, mode] =
		/#define\s+EI_CLASSIFIER_RESIZE_MODE\s+EI_CLASSIFIER_RESIZE_(\w+)/.exec(text) ?? [];
	return mode === undefined ? undefined : resizeModes[mode];
};

type Parameters = {readonly labels?: unknown; readonly image_resize_mode?: unknown};

const parametersIn = (text: string): Parameters | undefined => {
	try {
		const value = JSON.parse(text) as {readonly model_parameters?: Parameters} & Parameters;
		return value.model_parameters ?? value;
	} catch {
		return undefined;
	}
};

/**
Labels and resize mode, as metadata; empty for a model of somebody else.

@param texts Files of an export.
@param name Of the model's file: its own exports begin with `ei-`.
*/
export const edgeImpulseIn = (texts: readonly string[], name: string): Record<string, string> => {
	let labels: readonly string[] | undefined;
	let resize: string | undefined;
	let isOwn = /^ei-/i.test(name);
	for (const text of texts) {
		const parameters = parametersIn(text);
		const listed = parameters?.labels;
		const given = parameters?.image_resize_mode;
		const isHeader = /\bEI_CLASSIFIER_/.test(text) || /\bei_classifier_/.test(text);
		isOwn ||= isHeader || given !== undefined;
		labels ??= categoriesIn(text) ?? (Array.isArray(listed) ? listed.map(String) : undefined);
		resize ??= resizeIn(text) ?? (typeof given === 'string' ? given : undefined);
	}

	return isOwn
		? {
				'edge-impulse': resize ?? 'fit-shortest',
				...(labels && {'edge-impulse.labels': JSON.stringify(labels)}),
			}
		: {};
};
