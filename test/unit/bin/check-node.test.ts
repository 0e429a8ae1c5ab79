import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {expect, test} from 'vitest';

const file = new URL('../../../bin/check-node.cjs', import.meta.url);
const {objection} = createRequire(import.meta.url)(file.pathname) as {
	objection: (version: string, platform: string, arch: string) => string | undefined;
};

test.each(['20.19.0', '20.20.2', '22.0.0', '26.1.0'])('Node %s is new enough', version => {
	expect(objection(version, 'linux', 'arm64')).toBeUndefined();
});

test.each(['8.17.0', '10.24.1', '12.22.12', '18.20.8', '20.18.3'])(
	'Node %s gets one line: what is needed and how to get it',
	version => {
		const line = objection(version, 'linux', 'arm64')!;
		expect(line).toMatch(/^edgetop: Node \S+ is too old, edgetop needs 20\.19 or newer: take the/);
		expect(line).toContain('edgetop-*-linux-arm64.tar.xz');
		expect(line).not.toContain('\n');
		expect(objection(version, 'linux', 'arm')).not.toContain('tar.xz');
	},
);

test('it is written so that the oldest Node can read it', () => {
	const code = readFileSync(file, 'utf8').replaceAll(/\/\/.*|\/\*[\s\S]*?\*\//g, '');
	expect(code).not.toMatch(/=>|`|\b(?:const|let|class|async|await|import)\b|\?\?|\?\.|\.\.\./);
});
