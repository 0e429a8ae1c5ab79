/*
Loaded before the program: the wall clock is wrong by as many milliseconds as the file CLOCK_SHIFT says, from one moment to the next.
*/
import {readFileSync} from 'node:fs';
import process from 'node:process';

const file = process.env.CLOCK_SHIFT;
const Right = Date;

const shiftMs = () => {
	try {
		return Number(readFileSync(file, 'utf8')) || 0;
	} catch {
		return 0;
	}
};

globalThis.Date = class extends Right {
	constructor(...args) {
		super(...(args.length === 0 ? [Right.now() + shiftMs()] : args));
	}

	static now() {
		return Right.now() + shiftMs();
	}
};
