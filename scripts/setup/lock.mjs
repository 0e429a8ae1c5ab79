/**
A lock between processes: a folder, because making one is atomic everywhere. Its owner touches it every few seconds; one that is not touched any more was left by a process that died.
*/
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {setTimeout as sleep} from 'node:timers/promises';

const touchEveryMs = 2000;
const staleAfterMs = 30_000;
const lookEveryMs = 200;

const ownerFileOf = folder => path.join(folder, 'owner.json');

const isAlive = pid => {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return error.code === 'EPERM';
	}
};

const readOwner = folder => {
	try {
		return fs.readFileSync(ownerFileOf(folder), 'utf8');
	} catch {
		return undefined;
	}
};

const isStale = (folder, owner) => {
	try {
		const {host, pid} = JSON.parse(owner);
		if (host === os.hostname() && !isAlive(pid)) {
			return true;
		}
	} catch {
		// Not signed yet, or never: the clock decides below.
	}

	// Another machine's process, one in another container, or a folder whose owner had no time to sign: only the clock tells.
	try {
		return Date.now() - fs.statSync(folder).mtimeMs > staleAfterMs;
	} catch {
		return false;
	}
};

const takeAwayStale = (folder, owner) => {
	const aside = `${folder}.${process.pid}.stale`;
	try {
		fs.renameSync(folder, aside);
	} catch {
		return;
	}

	if (readOwner(aside) !== owner) {
		// Between our look and our rename somebody else took the stale lock away and made this new one: give it back.
		try {
			fs.renameSync(aside, folder);
			return;
		} catch {
			// A third one holds the lock by now: the one moved aside is nobody's any more.
		}
	}

	fs.rmSync(aside, {recursive: true, force: true});
};

const acquire = async (folder, signature) => {
	let hasSaidSo = false;
	for (;;) {
		try {
			fs.mkdirSync(folder);
			fs.writeFileSync(ownerFileOf(folder), signature);
			return;
		} catch (error) {
			if (error.code !== 'EEXIST') {
				throw error;
			}
		}

		const owner = readOwner(folder);
		if (isStale(folder, owner)) {
			takeAwayStale(folder, owner);
			continue;
		}

		if (!hasSaidSo) {
			console.error('Waiting for another set-up of this folder to finish…');
			hasSaidSo = true;
		}

		await sleep(lookEveryMs);
	}
};

/** Runs `work` while holding the lock `folder`; gives it back however `work` ends, and on SIGINT, SIGTERM and SIGHUP. */
export const withLock = async (folder, work) => {
	const signature = JSON.stringify({host: os.hostname(), pid: process.pid, since: Date.now()});
	fs.mkdirSync(path.dirname(folder), {recursive: true});
	await acquire(folder, signature);
	const release = () => {
		if (readOwner(folder) === signature) {
			fs.rmSync(folder, {recursive: true, force: true});
		}
	};

	const touch = setInterval(() => {
		const now = new Date();
		try {
			fs.utimesSync(folder, now, now);
		} catch {
			// Taken away as stale while this machine slept: the work goes on all the same.
		}
	}, touchEveryMs);
	const onSignal = signal => {
		release();
		process.exit(128 + os.constants.signals[signal]);
	};

	const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
	for (const signal of signals) {
		process.once(signal, onSignal);
	}

	try {
		return await work();
	} finally {
		clearInterval(touch);
		for (const signal of signals) {
			process.off(signal, onSignal);
		}

		release();
	}
};
