import os from 'node:os';
import {isIP} from 'node:net';

/** The name in a Host header, without its port, in lower case. */
const nameOf = (header: string): string =>
	header
		.toLowerCase()
		.replace(/:\d+$/, '')
		.replaceAll(/^\[|\]$/g, '');

/** Names that nobody can own on the public network. */
const isLocalName = (name: string): boolean =>
	!name.includes('.') || /\.(?:local|lan|home\.arpa|internal|localhost)$/.test(name);

/**
Whether a request may be answered by its Host header. A web page whose own name was made to point at this machine (DNS rebinding) comes with that name: only addresses and names of this machine are answered.

@param listenHost Host that `--listen` names.
@param isOpen Whether other machines can connect: then its names on the network count too.
*/
export const isOwnHost = (
	header: string | undefined,
	listenHost: string,
	isOpen: boolean,
): boolean => {
	if (header === undefined) {
		// HTTP/1.0: no browser.
		return true;
	}

	const name = nameOf(header);
	if (isIP(name) !== 0 || name === 'localhost' || name === listenHost.toLowerCase()) {
		return true;
	}

	const own = os.hostname().toLowerCase();
	return isOpen && (isLocalName(name) || name === own || name.startsWith(`${own}.`));
};
