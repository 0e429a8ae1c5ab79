import {execFileSync, spawn} from 'node:child_process';
import {createServer} from 'node:http';
import {type AddressInfo} from 'node:net';
import process from 'node:process';

const runs = (): boolean => {
	try {
		execFileSync('ffmpeg', ['-version'], {stdio: 'ignore'});
		return true;
	} catch {
		return false;
	}
};

export const hasFfmpeg = runs();
export const withoutFfmpeg = 'ffmpeg is not installed (sudo apt install ffmpeg)';

const ffmpeg = (...args: readonly string[]): void => {
	execFileSync('ffmpeg', ['-loglevel', 'error', '-nostdin', '-y', ...args]);
};

/** A clip whose frame `n` is grey of the value 2 · n: a frame tells its own number, compression or not. */
export const writeClip = (file: string, frames: number, options: readonly string[] = []): void => {
	ffmpeg(
		'-f',
		'lavfi',
		'-i',
		`color=black:size=64x48:rate=25:duration=${frames / 25},geq=lum='2*N':cb=128:cr=128`,
		'-pix_fmt',
		'yuv420p',
		...options,
		file,
	);
};

export const remux = (from: string, to: string, options: readonly string[] = []): void => {
	ffmpeg('-i', from, '-c', 'copy', ...options, to);
};

export type LiveServer = {
	readonly url: string;
	/** Requests so far. */
	readonly calls: () => number;
	/** The stream that runs now ends; the next request gets a new one. */
	readonly hangUp: () => void;
	/** Nothing is sent any more, the connection stays. */
	readonly freeze: () => void;
	readonly close: () => void;
};

/** A camera on the network: JPEG pictures at its own pace, as long as anyone listens. */
export const serveLive = async (rate: number, seconds = 60): Promise<LiveServer> => {
	const children = new Set<ReturnType<typeof spawn>>();
	let calls = 0;
	const killAll = (): void => {
		for (const child of children) {
			child.kill('SIGKILL');
		}
	};

	const server = createServer((request, response) => {
		calls++;
		const source = `testsrc=size=160x120:rate=${rate}:duration=${seconds}`;
		const child = spawn(
			'ffmpeg',
			`-loglevel error -nostdin -re -f lavfi -i ${source} -c:v mjpeg -pix_fmt yuvj420p -f mpjpeg pipe:1`.split(
				' ',
			),
			{stdio: ['ignore', 'pipe', 'ignore']},
		);
		children.add(child);
		response.writeHead(200, {'content-type': 'multipart/x-mixed-replace;boundary=ffmpeg'});
		child.stdout.pipe(response);
		child.on('close', () => {
			children.delete(child);
			response.end();
		});
		request.on('close', () => {
			child.kill('SIGKILL');
		});
	});
	await new Promise<void>(resolve => {
		server.listen(0, '127.0.0.1', resolve);
	});
	const {port} = server.address() as AddressInfo;
	return {
		url: `http://127.0.0.1:${port}/live`,
		calls: () => calls,
		hangUp: killAll,
		freeze() {
			for (const {pid} of children) {
				process.kill(pid!, 'SIGSTOP');
			}
		},
		close() {
			killAll();
			server.closeAllConnections();
			server.close();
		},
	};
};
