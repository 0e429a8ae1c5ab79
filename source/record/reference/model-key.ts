/* When two names mean the same model. */

/** What tells how a model was saved or run, not which one it is. */
const asides = new Set([
	'fp32',
	'fp16',
	'bf16',
	'float32',
	'float16',
	'float',
	'f32',
	'f16',
	'w16',
	'w8',
	'i8w',
	'int8',
	'uint8',
	'i8',
	'w8a8',
	'quant',
	'quantized',
	'quantised',
	'qdq',
	'ptq',
	'qat',
	'tflite',
	'onnx',
	'edgetpu8',
	'tf',
	'tf2',
	'keras',
	'torch',
	'pytorch',
	'torchvision',
	'224',
	'224x224',
	'224px',
	'3x224x224',
	'imagenet',
	'imagenet1k',
	'in1k',
	'opt',
	'sim',
]);

/** Names that people write, by the name that edgetop has. */
const otherNames: Readonly<Record<string, string>> = {
	effnet: 'efficientnet',
	efficientnetes: 'efficientnetedgetpus',
	efficientnetem: 'efficientnetedgetpum',
	efficientnetel: 'efficientnetedgetpul',
	efficientnetedgetpusmall: 'efficientnetedgetpus',
	efficientnetedgetpumedium: 'efficientnetedgetpum',
	efficientnetedgetpularge: 'efficientnetedgetpul',
	efficientnets: 'efficientnetedgetpus',
	efficientnetm: 'efficientnetedgetpum',
	efficientnetl: 'efficientnetedgetpul',
	resnet: 'resnet50',
	vittinypatch16: 'vittiny',
};

/** Those that mean something else on another device than an Edge TPU. */
const onEdgeTpuAlone = new Set(['efficientnets', 'efficientnetm', 'efficientnetl']);

/** Parts of a name: `EfficientNet-EdgeTPU_S (int8)` is efficientnet, edgetpu, s, int8. */
const partsOf = (name: string): string[] =>
	name
		.toLowerCase()
		.replace(/\.(?:onnx|tflite|pb|pt|pth|xml|engine|hef|rknn|json)$/, '')
		// A namespace, as `google/` or `torchvision/`.
		.replace(/^.*\//, '')
		// A version's point belongs to its number: 1.0, v1.5.
		.split(/[^\p{L}\p{N}.]+/u)
		.filter(part => part !== '');

/** Keys that were found, by name and where: a screen asks for the same ones twice a second. */
const keys = new Map<string, Map<string, string>>();
const mostKeys = 1000;

/**
A model's name without what tells its precision, input and file: `ResNet-50 fp32`, `resnet50_v1.5` and `ResNet 50 (224x224)` are one model.

@param where Device and framework of the row, for names that mean another model on an Edge TPU.
*/
export const modelKey = (name: string, where = ''): string => {
	const known = keys.get(name)?.get(where);
	if (known !== undefined) {
		return known;
	}

	const key = findKey(name, where);
	if (keys.size >= mostKeys) {
		keys.clear();
	}

	keys.set(name, (keys.get(name) ?? new Map<string, string>()).set(where, key));
	return key;
};

const findKey = (name: string, where: string): string => {
	const parts = partsOf(name);
	const kept = parts.filter((part, place) => place === 0 || !asides.has(part));
	const first =
		kept[0] !== undefined && asides.has(kept[0]) && kept.length > 1 ? kept.slice(1) : kept;
	const isMobileNet = first.some(part => part.startsWith('mobilenet'));
	const key = first
		// Width 1 is the plain MobileNet; another width is another model.
		.filter(part => !(isMobileNet && /^(?:1\.0|100)$/.test(part)))
		.join('')
		.replaceAll(/[^\p{L}\p{N}]/gu, '')
		.replace(/^effnet/, 'efficientnet')
		.replace(/^(?<name>resnet\d+)v1(?:5|2)?$/, '$<name>');
	if (onEdgeTpuAlone.has(key) && !/tpu|coral/i.test(where)) {
		return key;
	}

	return otherNames[key] ?? key;
};
