import {expect, it} from 'vitest';
import {jsonText} from '../../../source/text/json-text.js';

it('lets no character through that steers a terminal, and reads back the same', () => {
	const value = {
		'name\u009B': 'red \u001B[31m, C1 \u009B31m, DEL \u007F, bidi \u202E\u2066, zero width \u200B',
		tag: '\u{E0041}',
		half: '\uD800',
		plain: 'é 中 🙂\n\t',
	};
	for (const space of [undefined, 2, '\t'] as const) {
		const text = jsonText(value, space);
		expect(text).not.toMatch(
			/[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u200B\u202A-\u202E\u2066-\u2069]/,
		);
		expect(text).not.toContain('\u{E0041}');
		expect(text).toContain('é 中 🙂');
		expect(JSON.parse(text)).toEqual(value);
	}

	expect(jsonText({a: [1, 'b']}, 2)).toBe(JSON.stringify({a: [1, 'b']}, undefined, 2));
});
