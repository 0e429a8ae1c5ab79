/**
A page with the text between two marks (`<!-- NAME -->` and `<!-- /NAME -->`) replaced.

@throws Error where the page has no such marks.
*/
export const between = (page: string, name: string, content: string): string => {
	const begin = `<!-- ${name} -->`;
	const end = `<!-- /${name} -->`;
	const from = page.indexOf(begin);
	const to = page.indexOf(end);
	if (from === -1 || to < from) {
		throw new Error(`the page has no place for ${name}: ${begin} … ${end}`);
	}

	return `${page.slice(0, from + begin.length)}\n\n${content}\n\n${page.slice(to)}`;
};
