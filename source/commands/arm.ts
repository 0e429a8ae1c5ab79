import {type Flags} from '../flags.js';
import {UserError} from '../text/user-error.js';
import {formatsOf} from '../models/formats.js';
import {precisionNames} from '../models/precision.js';

/** `,KEY=VALUE` at the end, once or more often. */
const optionsPattern = /(?:,[\w-]+=[^,]*)+$/;

const isBackend = (text: string): boolean => formatsOf(text).length > 0;

/** Options behind a command would be its own. */
const splitOptions = (text: string): {place: string; options: readonly string[]} => {
	const isCommand = text.includes('exec:');
	const found = isCommand ? undefined : optionsPattern.exec(text)?.[0];
	return found === undefined
		? {place: text, options: []}
		: {place: text.slice(0, -found.length), options: found.slice(1).split(',')};
};

/**
What `MODEL@BACKEND[,threads=N][,device=D][,OPTION=VALUE]` means: flags with its parts in them. MODEL or BACKEND may be left out, and is then what the flags say.

@throws UserError where nothing is said at all.
*/
export const parseArm = (text: string, flags: Flags): Flags => {
	const {place, options} = splitOptions(text);
	const at = place.indexOf('@');
	const [model, backend] =
		at === -1
			? isBackend(place)
				? ['', place]
				: [place, '']
			: [place.slice(0, at), place.slice(at + 1)];
	if (model === '' && backend === '' && options.length === 0) {
		throw new UserError(
			`compare --live "${text}": expected MODEL@BACKEND, such as mobilenet-v2@wasm or @onnxruntime:cpu,threads=2`,
		);
	}

	const valueOf = (key: string): string | undefined =>
		options.findLast(option => option.startsWith(`${key}=`))?.slice(key.length + 1);
	const threads = valueOf('threads') ?? flags.threads;
	const device = valueOf('device') ?? flags.device;
	// A precision by its own name is that of --precision; other values are the backend's.
	const precision = precisionNames.find(name => name === valueOf('precision'));
	const own = options.filter(
		option =>
			!/^(?:threads|device)=/.test(option) && !(precision && option.startsWith('precision=')),
	);
	return {
		...flags,
		...(model !== '' && {model}),
		...(backend !== '' && {backend}),
		...(threads !== undefined && {threads}),
		...(device !== undefined && {device}),
		...(precision && {precision}),
		...(own.length > 0 && {backendOption: [...(flags.backendOption ?? []), ...own]}),
	};
};
