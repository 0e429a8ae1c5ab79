import {createServer, type AddressInfo} from 'node:net';

/** A port of the loopback address that nobody has now. */
export const freePort = async (): Promise<number> =>
	new Promise(resolve => {
		const probe = createServer();
		probe.listen(0, '127.0.0.1', () => {
			const {port} = probe.address() as AddressInfo;
			probe.close(() => {
				resolve(port);
			});
		});
	});
