import {sanitize} from '../../text/sanitize.js';

/** Markup that is safe as it stands; everything else is escaped. */
export class Markup {
	readonly text: string;

	constructor(text: string) {
		this.text = text;
	}
}

const escapes: Readonly<Record<string, string>> = {
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'"': '&quot;',
	"'": '&#39;',
};

const special = /[&<>"']/;
const everySpecial = /[&<>"']/g;

/** A text from anywhere, without control characters, as text of a page. */
export const escapeHtml = (text: string): string => {
	const clean = sanitize(text, 2000);
	return special.test(clean)
		? clean.replaceAll(everySpecial, character => escapes[character]!)
		: clean;
};

type Part = Markup | string | number | undefined | ReadonlyArray<Markup | string>;

const partText = (part: Part): string => {
	if (part === undefined) {
		return '';
	}

	if (part instanceof Markup) {
		return part.text;
	}

	if (typeof part === 'number') {
		return String(part);
	}

	if (typeof part === 'object') {
		return part.map(item => partText(item)).join('');
	}

	return escapeHtml(part);
};

const template = (strings: TemplateStringsArray, ...parts: readonly Part[]): Markup => {
	let whole = strings[0]!;
	for (const [place, part] of parts.entries()) {
		whole += partText(part) + strings[place + 1]!;
	}

	return new Markup(whole);
};

/** Template tag: what is put in is escaped, but for markup. `html.raw` takes text that is markup of our own. */
export const html = Object.assign(template, {raw: (text: string): Markup => new Markup(text)});
