/* Preload: writes the address of every module that is loaded to a file beside this one. */
import {appendFileSync, writeFileSync} from 'node:fs';
import {register} from 'node:module';
import {fileURLToPath} from 'node:url';

const list = `${fileURLToPath(import.meta.url)}.loaded`;
writeFileSync(list, '');
const hook = String.raw`
	import {appendFileSync} from 'node:fs';
	export const load = (url, context, next) => {
		appendFileSync(${JSON.stringify(list)}, url + '\n');
		return next(url, context);
	};
`;
register(`data:text/javascript,${encodeURIComponent(hook)}`);
appendFileSync(list, 'begin\n');
