import {keyBindings, keyName, type KeyBinding} from '../keys.js';
import {type Line, line, span} from '../canvas/lines.js';
import {panel, type Size} from '../panels/frame.js';
import {type Theme} from '../canvas/theme.js';

const namesOf = ({keys}: KeyBinding<unknown>): string => keys.map(key => keyName(key)).join(' ');

export const helpPage = (
	size: Size,
	theme: Theme,
	bindings: ReadonlyArray<KeyBinding<unknown>> = keyBindings,
): Line[] => {
	const width = Math.max(10, ...bindings.map(binding => namesOf(binding).length + 2));
	return panel(
		{
			title: 'Keys',
			note: 'any key closes',
			lines: [
				...bindings.map(binding =>
					line(span(namesOf(binding).padEnd(width), 'accent'), span(binding.text)),
				),
				line(span('FPS is by the wall clock. Latency ends with the result on the host.', 'dim')),
			],
		},
		size,
		theme,
	);
};
