/*
The metadata.yaml that Ultralytics writes beside what it exports to folders (OpenVINO, SavedModel): scalars, lists and maps of one level. No other YAML is read.
*/

const unquoted = (text: string): string => {
	const inside = /^'(.*)'$|^"(.*)"$/.exec(text.trim());
	return inside ? (inside[1]?.replaceAll("''", "'") ?? inside[2]!) : text.trim();
};

/** Its keys as metadata: lists and maps as JSON. @returns Nothing of a file of others. */
export const ultralyticsYaml = (text: string | undefined): Record<string, string> => {
	if (text === undefined || !/^author: *['"]?Ultralytics/m.test(text)) {
		return {};
	}

	const found: Record<string, string> = {};
	for (const block of text.split(/\r?\n(?=[^\s-])/)) {
		const [, key, value = ''] = /^([\w ]+):[ \t]*(.*)/.exec(block) ?? [];
		const below = block.split(/\r?\n/).slice(1).filter(Boolean);
		const items = below.map(line => /^\s*- +(.*)$/.exec(line)?.[1]);
		const pairs = below.map(line => /^ +([^:]+): *(.*)$/.exec(line));
		if (key === undefined) {
			continue;
		}

		found[key] =
			below.length > 0 && items.every(item => item !== undefined)
				? JSON.stringify(items.map(item => unquoted(item)))
				: below.length > 0 && pairs.every(pair => pair !== null)
					? JSON.stringify(
							Object.fromEntries(pairs.map(pair => [unquoted(pair[1]!), unquoted(pair[2]!)])),
						)
					: unquoted(value);
	}

	return found;
};
