import {connect, createServer, type AddressInfo, type Socket} from 'node:net';

/** What a link does to what is sent over it. */
export type Weather = {
	/** Each piece comes this much later, ms. */
	readonly delayMs?: number;
	/** Bytes a second in each direction. */
	readonly bytesPerSecond?: number;
	/** Nothing comes through, and nobody is told. */
	readonly isBlackHole?: boolean;
};

export type Link = {
	readonly port: number;
	set(weather: Weather): void;
	/** Cuts every connection. */
	cut(): void;
	close(): void;
};

/** How often a throttled link lets something through. */
const periodMs = 200;

/** A TCP link to a port of this machine whose weather can be changed. What the far side does not take is not read from the near side: nothing is piled up in between but what is under way. */
export const openLink = async (target: number): Promise<Link> => {
	let weather: Weather = {};
	const sockets = new Set<Socket>();
	const timers = new Set<NodeJS.Timeout>();
	const later = (milliseconds: number, act: () => void): void => {
		const timer = setTimeout(() => {
			timers.delete(timer);
			act();
		}, milliseconds);
		timers.add(timer);
	};

	const carry = (from: Socket, to: Socket): void => {
		sockets.add(from);
		from.on('error', () => from.destroy());
		from.on('close', () => {
			sockets.delete(from);
			to.destroy();
		});
		const next = (): void => {
			if (from.destroyed) {
				return;
			}

			const {delayMs = 0, bytesPerSecond = Infinity, isBlackHole = false} = weather;
			const piece = isBlackHole
				? null
				: bytesPerSecond === Infinity
					? (from.read() as Buffer | null)
					: (from.read(
							Math.min(
								from.readableLength,
								Math.max(1, Math.floor((bytesPerSecond * periodMs) / 1000)),
							),
						) as Buffer | null);
			if (piece === null) {
				later(isBlackHole ? periodMs : 5, next);
				return;
			}

			const send = (): void => {
				if (!to.destroyed) {
					to.write(piece);
				}
			};

			if (delayMs > 0) {
				later(delayMs, send);
			} else {
				send();
			}

			later(bytesPerSecond === Infinity ? (to.writableNeedDrain ? 20 : 0) : periodMs, next);
		};

		// Read by hand alone.
		from.pause();
		from.on('readable', () => undefined);
		next();
	};

	const server = createServer(near => {
		const far = connect(target, '127.0.0.1');
		carry(near, far);
		carry(far, near);
	});
	await new Promise<void>(resolve => {
		server.listen(0, '127.0.0.1', resolve);
	});
	const cut = (): void => {
		for (const socket of sockets) {
			socket.destroy();
		}
	};

	return {
		port: (server.address() as AddressInfo).port,
		set(next) {
			weather = next;
		},
		cut,
		close() {
			cut();
			server.close();
			for (const timer of timers) {
				clearTimeout(timer);
			}
		},
	};
};
