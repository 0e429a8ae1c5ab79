import {frameworkName, panelKey, withoutPrecision} from '../table/groups.js';
import {type ReportRow} from '../table/rows.js';
import {html, type Markup} from './markup.js';

/* Filters without a script: a list of choices, and style rules that look at what is chosen. */

/** What rows are chosen by. */
const kinds = ['device', 'framework', 'model'] as const;
type Kind = (typeof kinds)[number];

/** What an element of the page is of; of several where it holds several rows. */
export type FilterValues = Readonly<Record<Kind, string>>;

type Choice = {readonly key: string; readonly name: string};

const choiceOf = (row: ReportRow): Readonly<Record<Kind, Choice>> => ({
	device: {key: row.device, name: row.device},
	framework: {key: frameworkName(row), name: frameworkName(row)},
	model: {key: panelKey(row), name: withoutPrecision(row)},
});

export const filterValuesOf = (row: ReportRow): FilterValues => {
	const {device, framework, model} = choiceOf(row);
	return {device: device.key, framework: framework.key, model: model.key};
};

const attributes: Readonly<Record<Kind, string>> = {device: 'd', framework: 'f', model: 'm'};

/** Devices, frameworks and models of all rows, each by a short number. */
export class Filters {
	readonly #choices: Readonly<Record<Kind, Map<string, {place: number; name: string}>>> = {
		device: new Map(),
		framework: new Map(),
		model: new Map(),
	};

	/** Rows of one's own come first, so that their names for a model count. */
	add(rows: readonly ReportRow[]): void {
		for (const row of rows) {
			const choice = choiceOf(row);
			for (const kind of kinds) {
				const {key, name} = choice[kind];
				const known = this.#choices[kind];
				if (!known.has(key)) {
					known.set(key, {place: known.size, name});
				}
			}
		}
	}

	/** Attributes of an element that stands for these rows; a kind that is not given is never filtered by. */
	attributes(values: ReadonlyArray<Partial<FilterValues>>): Markup {
		const texts = kinds.flatMap(kind => {
			const places = new Set(
				values.flatMap(value => {
					const key = value[kind];
					const place = key === undefined ? undefined : this.#choices[kind].get(key)?.place;
					return place === undefined ? [] : [place];
				}),
			);
			return places.size === 0 ? [] : [`data-${attributes[kind]}="${[...places].join(' ')}"`];
		});
		return html.raw(texts.join(' '));
	}

	/** The lists to choose from; of one choice there is no list. */
	controls(): Markup {
		const lists = kinds.flatMap(kind => {
			const choices = [...this.#choices[kind].values()];
			return choices.length < 2
				? []
				: [
						html`<label
							>${kind}
							<select id="filter-${attributes[kind]}" autocomplete="off">
								<option value="" selected>all</option>
								${choices
									.toSorted((a, b) => a.name.localeCompare(b.name, 'en', {numeric: true}))
									.map(({place, name}) => html`<option value="${place}">${name}</option>`)}
							</select></label
						>`,
					];
		});
		return lists.length === 0
			? html``
			: html`<form class="filters" aria-label="Show only">Show only ${lists}</form>`;
	}

	/** What is not chosen is hidden; in a chart it fades, so that the rest stays in its place. */
	get style(): string {
		return kinds
			.flatMap(kind => {
				const name = attributes[kind];
				return [...this.#choices[kind].values()].map(({place}) => {
					const other = `body:has(#filter-${name} option[value="${place}"]:checked) [data-${name}]:not([data-${name}~="${place}"])`;
					return `${other}{display:none}${other}:is(g){display:inline;opacity:.12}`;
				});
			})
			.join('\n');
	}
}
