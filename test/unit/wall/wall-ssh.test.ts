/*
The wall over real sshd on the loopback address: one board that is there and one that nothing listens for; the first is lost, is of an older version for a while, and comes back. What runs there is a script that speaks as the agent does.
*/
import {chmodSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import {afterAll, beforeAll, beforeEach, expect, test, vi} from 'vitest';
import {edgetopVersion} from '../../../source/system/version.js';
import {monotonicMs} from '../../../source/system/clock.js';
import {openSsh} from '../../../source/wall/ssh-channel.js';
import {statusOf} from '../../../source/wall/wall-document.js';
import {Wall} from '../../../source/wall/wall.js';
import {canServe, cannotServe, serveBoard, type BoardServer} from '../commands/on/board-server.js';

const program = `#!/bin/sh
echo '{"kind":"edgetop-wall","v":1,"edgetop":"${edgetopVersion}","host":"board"}'
echo $$ > "$HOME/agent.pid"
while :; do echo '{"runs":0,"missing":"nothing runs"}'; sleep 0.2; done
`;

const servers: BoardServer[] = [];
let wall: Wall | undefined;
let timer: NodeJS.Timeout | undefined;

const install = ({home}: BoardServer, text: string): void => {
	const folder = path.join(
		home,
		`.cache/edgetop/builds/edgetop-${edgetopVersion}-linux-x64-test/bin`,
	);
	mkdirSync(folder, {recursive: true});
	writeFileSync(path.join(folder, 'edgetop'), text);
	chmodSync(path.join(folder, 'edgetop'), 0o755);
};

beforeAll(async () => {
	if (canServe) {
		servers.push(await serveBoard());
		install(servers[0]!, program);
		vi.stubEnv('EDGETOP_SSH', servers[0]!.ssh);
	}
}, 60_000);

beforeEach(context => {
	context.skip(!canServe, cannotServe);
});

afterAll(() => {
	clearInterval(timer);
	wall?.close();
	vi.unstubAllEnvs();
	for (const server of servers) {
		server.stop();
	}
});

const statuses = (): string[] => {
	const {boards, nowMs} = wall!.getSnapshot();
	return boards.map(board => statusOf(board, nowMs));
};

test(
	'a board that is there, one that nothing listens for; a cut link is said and comes back',
	{timeout: 90_000},
	async () => {
		wall = new Wall(['board', 'nowhere'], openSsh, monotonicMs);
		timer = setInterval(() => {
			wall!.tick();
		}, 100);
		await vi.waitFor(() => {
			expect(statuses()).toEqual(['idle', 'lost']);
		}, 40_000);
		expect(wall.getSnapshot().boards[1]!.reason).toMatch(/refused/i);

		const [server] = servers;
		install(
			server!,
			'#!/bin/sh\necho "edgetop: unknown command \\"wall\\"; commands are models" >&2\nexit 2\n',
		);
		process.kill(Number(readFileSync(path.join(server!.home, 'agent.pid'), 'utf8')), 'SIGKILL');
		await vi.waitFor(() => {
			expect(wall!.getSnapshot().boards[0]!.reason).toMatch(/older and knows no wall/);
		}, 40_000);
		install(server!, program);
		wall.retry(new Set(['board']));
		await vi.waitFor(() => {
			expect(statuses()[0]).toBe('idle');
		}, 40_000);
	},
);
