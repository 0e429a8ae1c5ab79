import os from 'node:os';
import process from 'node:process';
import {sanitize} from '../../text/sanitize.js';
import {readOptionalText} from '../parse.js';
import {type Root} from '../roots/root.js';
import {LiveRoot} from '../roots/live-root.js';
import {type HostIdentity} from '../sensor.js';
import {timedOut, within} from '../roots/within.js';
import {parseMemory} from './host.js';

/*
Who the machine is: asked once. The inference runs on this machine even where a recorded board plays, so that only `board` comes from the sensor root. systeminformation says it of other systems than Linux, and of a Linux whose files do not name the CPU (most ARM boards): it starts dozens of commands, beside a model that warms up.
*/

type Asked = {
	readonly board?: string | undefined;
	readonly cpuName?: string | undefined;
	readonly os?: string | undefined;
	readonly virtualMachine?: string | undefined;
};

const known = (text: string | undefined): string | undefined => {
	const clean = sanitize((text ?? '').replaceAll('\0', ' ').trim(), 120);
	return clean === '' ||
		/^(?:unknown|default string|to be filled.*|system product name|docker container|none)$/i.test(
			clean,
		)
		? undefined
		: clean;
};

/** Device tree (boards), else maker and product (PCs). */
export const boardOf = async (root: Root): Promise<string | undefined> => {
	const model = known(await readOptionalText(root, 'proc/device-tree/model'));
	if (model) {
		return model;
	}

	const compatible = await readOptionalText(root, 'proc/device-tree/compatible');
	if (compatible) {
		return known(compatible.split('\0')[0]);
	}

	const vendor = known(await readOptionalText(root, 'sys/class/dmi/id/sys_vendor'));
	const product = known(await readOptionalText(root, 'sys/class/dmi/id/product_name'));
	return known([vendor, product].filter(Boolean).join(' '));
};

/** `docker`, `podman`, `lxc`, …; undefined outside of containers. */
export const containerOf = async (root: Root): Promise<string | undefined> => {
	const systemd = known(await readOptionalText(root, 'run/systemd/container'));
	if (systemd) {
		return systemd;
	}

	const environment = await readOptionalText(root, 'proc/1/environ');
	const named = /(?:^|\0)container=(?<name>[^\0]+)/.exec(environment ?? '')?.groups?.['name'];
	if (named) {
		return known(named);
	}

	const folder = await root.list('');
	if (folder.includes('.dockerenv')) {
		return 'docker';
	}

	const groups = (await readOptionalText(root, 'proc/1/cgroup')) ?? '';
	return /docker|kubepods|lxc|libpod/.exec(groups)?.[0];
};

/** Every CPU's, where they agree; else each once. */
export const governorOf = async (root: Root): Promise<string | undefined> => {
	const policies = await root.list('sys/devices/system/cpu/cpufreq');
	const governors = new Set<string>();
	for (const policy of policies.filter(name => name.startsWith('policy'))) {
		const governor = known(
			await readOptionalText(root, `sys/devices/system/cpu/cpufreq/${policy}/scaling_governor`),
		);
		if (governor) {
			governors.add(governor);
		}
	}

	return governors.size > 0 ? [...governors].join(', ') : undefined;
};

/** Undefined where the answer fails or does not come. */
const attempt = async <T>(work: Promise<T>, limitMs: number): Promise<T | undefined> => {
	try {
		const answer = await within(work, limitMs);
		return answer === timedOut ? undefined : answer;
	} catch {
		return undefined;
	}
};

const askCpuName = async (): Promise<string | undefined> => {
	const {default: information} = await import('systeminformation');
	const cpu = await attempt(information.cpu(), 8000);
	// It writes (R) and (TM) as signs that not every terminal has.
	const brand = known(cpu?.brand?.replaceAll(/[®™©]/g, ''));
	return known([known(cpu?.manufacturer), brand].filter(Boolean).join(' '));
};

const askSystemInformation = async (): Promise<Asked> => {
	const {default: information} = await import('systeminformation');
	const [system, cpuName, osInfo] = await Promise.all([
		attempt(information.system(), 8000),
		askCpuName(),
		attempt(information.osInfo(), 8000),
	]);
	const board = known(
		[known(system?.manufacturer), known(system?.model)].filter(Boolean).join(' '),
	);
	const osName = known([known(osInfo?.distro), known(osInfo?.release)].filter(Boolean).join(' '));
	const host = system?.virtual ? (known(system.virtualHost) ?? 'unnamed hypervisor') : undefined;
	return {
		board,
		cpuName,
		os: osName,
		virtualMachine: host,
	};
};

/** A guest's CPU carries the `hypervisor` flag where x86 runs under one. */
const hypervisorFlag = async (root: Root): Promise<string | undefined> => {
	const cpuinfo = await readOptionalText(root, 'proc/cpuinfo');
	return /^flags\s*:.*\bhypervisor\b/m.test(cpuinfo ?? '') ? 'unnamed hypervisor' : undefined;
};

/** Leaves out what is not known. */
const defined = <T extends object>(fields: T): T =>
	Object.fromEntries(
		Object.entries(fields).filter(([, value]) => value !== undefined && value !== ''),
	) as T;

/** `Model name`, `Hardware`: of an ARM board often neither. Without signs and the clock of the box that it came in. */
const cpuOf = (cpuinfo: string): string | undefined =>
	known(
		/^(?:model name|Hardware)\s*:\s*(?<name>.+)$/m
			.exec(cpuinfo)
			?.groups?.['name']?.replaceAll(/\((?:R|TM)\)|\s+CPU\b|\s*@.*$/gi, '')
			.replaceAll(/\s+/g, ' '),
	);

const systemOf = (release: string): string | undefined =>
	known(/^PRETTY_NAME="?(?<name>[^"\n]+)/m.exec(release)?.groups?.['name']);

/** By what a hypervisor writes as the maker or the product of its machines. */
const hypervisors: ReadonlyArray<readonly [RegExp, string]> = [
	[/vmware/i, 'VMware'],
	[/virtualbox|innotek/i, 'VirtualBox'],
	[/microsoft corporation virtual/i, 'Hyper-V'],
	[/parallels/i, 'Parallels'],
	[/xen/i, 'Xen'],
	[/bhyve/i, 'bhyve'],
	[/qemu|kvm|bochs|google compute|amazon ec2|openstack|firecracker/i, 'KVM'],
];

/** The hypervisor by what it calls its machines; one that gives no name by the CPU's flag. */
export const virtualMachineOf = async (root: Root): Promise<string | undefined> => {
	const [xen, vendor, product, flag] = await Promise.all([
		readOptionalText(root, 'sys/hypervisor/type'),
		readOptionalText(root, 'sys/class/dmi/id/sys_vendor'),
		readOptionalText(root, 'sys/class/dmi/id/product_name'),
		hypervisorFlag(root),
	]);
	const told = [xen, vendor, product].map(text => text?.trim() ?? '').join(' ');
	return hypervisors.find(([pattern]) => pattern.test(told))?.[1] ?? flag;
};

/** What Linux itself writes down, without a command; the CPU of an ARM board is asked for. */
const readLinux = async (root: Root): Promise<Asked> => {
	const [cpuinfo, release, virtualMachine] = await Promise.all([
		readOptionalText(root, 'proc/cpuinfo'),
		readOptionalText(root, 'etc/os-release'),
		virtualMachineOf(root),
	]);
	return {
		cpuName: cpuOf(cpuinfo ?? '') ?? (await askCpuName()),
		os: systemOf(release ?? ''),
		virtualMachine,
	};
};

/** Who a machine is whose files alone can be read. */
export const identifyFrom = async (root: Root, place: string): Promise<HostIdentity> => {
	const read = async (file: string) => (await readOptionalText(root, file)) ?? '';
	const [board, governor, container, cpuinfo, meminfo, release, kernel, hostname, uname] =
		await Promise.all([
			boardOf(root),
			governorOf(root),
			containerOf(root),
			read('proc/cpuinfo'),
			read('proc/meminfo'),
			read('etc/os-release'),
			read('proc/sys/kernel/osrelease'),
			read('proc/sys/kernel/hostname'),
			root.run('uname', ['-m']),
		]);
	return defined<HostIdentity>({
		hostname: known(hostname) ?? place,
		board,
		cpuName: cpuOf(cpuinfo),
		logicalCores: cpuinfo.match(/^processor\s*:/gm)?.length ?? 0,
		memoryTotalBytes: parseMemory(meminfo)?.total ?? 0,
		os: systemOf(release) ?? 'Linux',
		kernel: `Linux ${known(kernel) ?? ''}`.trim(),
		arch: known(typeof uname === 'string' ? uname : '') ?? 'unknown',
		governor,
		container,
		sensorRoot: place,
		isElsewhere: true,
	});
};

/** @param sensorRoot The injected folder, where `root` is not this machine. */
export const identify = async (root: Root, sensorRoot?: string): Promise<HostIdentity> => {
	const machine = root.isLive ? root : new LiveRoot();
	const isLinux = process.platform === 'linux';
	const [information, board, governor, container] = await Promise.all([
		attempt(isLinux ? readLinux(machine) : askSystemInformation(), 10_000),
		boardOf(root),
		governorOf(machine),
		containerOf(machine),
	]);
	const asked = information ?? {};
	return defined<HostIdentity>({
		hostname: sanitize(os.hostname(), 80),
		board: board ?? (root.isLive ? asked.board : undefined),
		cpuName: asked.cpuName ?? known(os.cpus()[0]?.model),
		logicalCores: os.cpus().length,
		memoryTotalBytes: os.totalmem(),
		os: asked.os ?? known(os.version()) ?? process.platform,
		kernel: `${os.type()} ${os.release()}`,
		arch: process.arch,
		governor,
		container,
		virtualMachine: asked.virtualMachine,
		sensorRoot,
	});
};
