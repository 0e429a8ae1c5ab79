import {UserError} from '../../text/user-error.js';
import {numberOf} from './read-cell.js';
import {type Reference, type ReferenceRow} from './reference.js';

/*
The report of OpenVINO's benchmark_app (`-report_type no_counters`): one model, as lines of name and value under three headings.
*/

const sections = /^(?:Command line parameters|Configuration setup|Execution results)\s*$/m;

/** Name → value, by small letters; the first of a name counts. */
const pairsOf = (text: string): Map<string, string> => {
	const pairs = new Map<string, string>();
	for (const line of text.split(/\r?\n/)) {
		const [name = '', ...rest] = line.split(/[;,]/);
		const key = name.trim().toLowerCase();
		if (key !== '' && rest.length > 0 && !pairs.has(key)) {
			pairs.set(key, rest.join(';').trim());
		}
	}

	return pairs;
};

const positive = (text: string | undefined): number | undefined => {
	const number = numberOf(text ?? '');
	return number > 0 ? number : undefined;
};

/**
@returns Undefined: the text is no such report.
@throws UserError where it is one, without what a row needs.
*/
export const readBenchmarkApp = (
	text: string,
	file: string,
): Pick<Reference, 'rows' | 'caveats'> | undefined => {
	if (!sections.test(text) || !/^Execution results\s*$/m.test(text)) {
		return undefined;
	}

	const values = pairsOf(text);
	const valueOf = (...names: readonly string[]): string | undefined =>
		names.map(name => values.get(name)).find(value => value !== undefined && value !== '');
	const model = valueOf('topology', 'model', 'm');
	const device = valueOf('target device', 'device', 'd');
	const median = positive(valueOf('latency (ms)', 'median latency (ms)'));
	const mean = positive(valueOf('avg latency', 'avg latency (ms)', 'average latency (ms)'));
	const inferMs = mean ?? median;
	if (model === undefined || device === undefined || inferMs === undefined) {
		throw new UserError(
			`${file}: a benchmark_app report without ${[model ?? 'its topology', device ?? 'its target device', inferMs ?? 'a latency'].filter(part => /^(?:its|a) /.test(String(part))).join(', ')}`,
		);
	}

	const precision = valueOf('precision');
	const requests = positive(valueOf('number of parallel infer requests', 'nireq'));
	const batch = positive(valueOf('batch size', 'b'));
	const row: ReferenceRow = {
		device,
		framework: 'OpenVINO benchmark_app',
		model: model.replace(/^.*[/\\]/, ''),
		inferMs,
		...(median !== undefined && {p50Ms: median}),
		...(precision !== undefined &&
			!/unspecified|mixed/i.test(precision) && {precision: precision.slice(0, 40)}),
	};
	return {
		rows: [row],
		caveats: [
			...(mean === undefined ? ['Its time is the median, not the mean'] : []),
			...(requests !== undefined && requests > 1
				? [
						`${requests} requests ran side by side: each waits for the others, so its time is longer than one alone`,
					]
				: []),
			...(batch !== undefined && batch > 1 ? [`Its time is that of a batch of ${batch}`] : []),
		],
	};
};
