import {useStdout} from 'ink';
import {useEffect, useState} from 'react';
import {type Size} from './panels/frame.js';

/** Columns and rows of the terminal, following its changes. */
export const useTerminalSize = (): Size => {
	const {stdout} = useStdout();
	const read = (): Size => ({width: stdout.columns || 80, height: stdout.rows || 24});
	const [size, setSize] = useState(read);
	useEffect(() => {
		const onResize = (): void => {
			setSize(read());
		};

		stdout.on('resize', onResize);
		return () => {
			stdout.off('resize', onResize);
		};
	});
	return size;
};
