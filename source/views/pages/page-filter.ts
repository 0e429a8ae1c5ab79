/** What is typed to narrow a page. */
export type PageFilter = {
	readonly query: string;
	/** Letters go to it. */
	readonly isTyping: boolean;
};

export const noFilter: PageFilter = {query: '', isTyping: false};

/** What a key makes of a filter; undefined: the key is not for it. */
export const pressInFilter = (
	{query, isTyping}: PageFilter,
	pressed: string,
): PageFilter | undefined => {
	if (!isTyping) {
		return pressed === '/'
			? {query, isTyping: true}
			: pressed === 'escape' && query !== ''
				? noFilter
				: undefined;
	}

	switch (pressed) {
		case 'enter': {
			return {query, isTyping: false};
		}

		case 'escape': {
			return noFilter;
		}

		case 'backspace': {
			return {query: query.slice(0, -1), isTyping};
		}

		default: {
			return [...pressed].length === 1 && pressed >= ' '
				? {query: query + pressed, isTyping}
				: undefined;
		}
	}
};

export const isFound = ({query}: PageFilter, ...texts: readonly string[]): boolean =>
	texts.some(text => text.toLowerCase().includes(query.toLowerCase()));

/** For a title: how it is begun, or what it holds. */
export const filterText = ({query, isTyping}: PageFilter): string =>
	query === '' && !isTyping ? '/: filter' : `filter: ${query}${isTyping ? '_' : ''}`;
