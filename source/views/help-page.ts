import {keyBindings, keyName} from './keys.js';
import {type Line, line, span} from './lines.js';
import {panel, type Size} from './panels/frame.js';
import {type Theme} from './theme.js';

export const helpPage = (size: Size, theme: Theme): Line[] =>
	panel(
		{
			title: 'Keys',
			note: 'any key closes',
			lines: [
				...keyBindings.map(({keys, text}) =>
					line(
						span(
							keys
								.map(key => keyName(key))
								.join(' ')
								.padEnd(10),
							'accent',
						),
						span(text),
					),
				),
				line(span('FPS is by the wall clock. Latency ends with the result on the host.', 'dim')),
			],
		},
		size,
		theme,
	);
