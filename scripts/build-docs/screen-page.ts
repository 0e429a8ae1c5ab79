import {readFileSync} from 'node:fs';

const golden = new URL('../../test/unit/views/golden/', import.meta.url);

const boards = [
	['pc', 'A PC on which everything is read'],
	['pi', 'A Raspberry Pi that is too hot'],
	['jetson', 'A Jetson near its limit'],
	['vm', 'A virtual machine that tells nothing of heat, power and clocks'],
] as const;
const sizes = ['80x24', '100x30', '120x40', '200x60'] as const;

const frame = (board: string, size: string): string =>
	readFileSync(new URL(`${board}-${size}.txt`, golden), 'utf8')
		.split('\n')
		.map(row => row.trimEnd())
		.join('\n')
		.trimEnd();

/** docs/screen.md: the main screen on four kinds of machine, as the program draws it. */
export const screenPage = (): string => `# The screen

Made from the frames that the tests compare with (\`test/unit/views/golden\`); \`npm run build:docs\` writes this page. The run is made up, the drawing is the program's.

From top to bottom: what runs where; the state in one line of words; FPS, temperature with its limit, power and clock over one time axis (\`[\` and \`]\` set its length), with what happened marked under it; the machine, each figure against its limit; how long inference takes; the present frame and the share of right answers; events; how far the run is from a valid result; the keys. \`?\` explains every figure and colour, \`Tab\` and \`Enter\` make a page of a panel. A figure that nothing tells takes one line with its reason.

${boards
	.map(
		([board, title]) =>
			`## ${title}\n\n${sizes.map(size => `\`\`\`text\n${frame(board, size)}\n\`\`\``).join('\n\n')}\n`,
	)
	.join('\n')}`;
