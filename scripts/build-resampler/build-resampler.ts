/*
Writes source/frames/resample/passes-module.ts from passes.wat: npm run build:resampler.
*/
import {writeFile} from 'node:fs/promises';
import {compilePasses} from './compile.js';

const bytes = Buffer.from(await compilePasses());
const lines = bytes.toString('base64').match(/.{1,90}/g) ?? [];
const text = `/* Made by \`npm run build:resampler\` from passes.wat. */
export const passesModule = [
${lines.map(line => `\t'${line}',`).join('\n')}
].join('');
`;
await writeFile(new URL('../../source/frames/resample/passes-module.ts', import.meta.url), text);
