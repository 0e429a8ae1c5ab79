/**
Draws every page of a made-up run in four sizes, as PNG in a folder:

    npm run screenshot -- --out pictures
    npm run screenshot -- --readme

With a program: runs it in a real pseudo-terminal and draws what it shows, in colour: an SVG, and a PNG of the same name beside it.

    npm run screenshot -- --columns 120 --rows 40 --seconds 40 --out docs/screenshot.svg -- node dist/cli.js
*/
import {Buffer} from 'node:buffer';
import {mkdirSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import {setTimeout as sleep} from 'node:timers/promises';
import {parseArgs} from 'node:util';
import sharp from 'sharp';
import {open} from '../../test/e2e/terminal/terminal.js';
import {drawAllPages, drawReadmePage} from './all-pages.js';
import {renderSvg} from './svg.js';

const {values, positionals} = parseArgs({
	allowPositionals: true,
	options: {
		columns: {type: 'string', default: '120'},
		rows: {type: 'string', default: '40'},
		/** How long the program runs before it is looked at. */
		seconds: {type: 'string', default: '10'},
		/** Typed after that, with another second to show what it does. */
		keys: {type: 'string', default: ''},
		/** Without a program: the picture of the README, at its place. */
		readme: {type: 'boolean', default: false},
		out: {type: 'string'},
		title: {type: 'string', default: ''},
	},
});

/** An SVG, and a PNG of the same name beside it. */
const save = async (file: string, svg: string): Promise<void> => {
	const png = `${file.replace(/\.svg$/, '')}.png`;
	mkdirSync(path.dirname(path.resolve(file)), {recursive: true});
	writeFileSync(file, svg);
	// Twice the size, for screens of double density.
	await sharp(Buffer.from(svg), {density: 144}).png({palette: true}).toFile(png);
	console.log(`${file} and ${png}`);
};

const [command, ...args] = positionals;
if (command === undefined) {
	await (values.readme
		? save('docs/screenshot.svg', await drawReadmePage())
		: drawAllPages(values.out ?? 'pictures'));
	process.exit();
}

const out = values.out ?? 'screenshot.svg';

const terminal = open(command, args, {
	columns: Number(values.columns),
	rows: Number(values.rows),
	env: {COLORTERM: 'truecolor'},
});
try {
	await Promise.race([sleep(Number(values.seconds) * 1000), terminal.exit]);
	if (values.keys) {
		terminal.write(values.keys);
		await sleep(1000);
	}

	const svg = renderSvg(terminal.cells(), values.title || [command, ...args].join(' '));
	await save(out, svg);
	terminal.kill('SIGTERM');
	await Promise.race([terminal.exit, sleep(3000)]);
} finally {
	await terminal.close();
}

// A timer of the race may still run.
process.exit();
