import {afterEach, expect, it} from 'vitest';
import {identifyFrom, virtualMachineOf} from '../../../source/sensors/sources/identity.js';
import {TreeRoot} from '../../../source/sensors/roots/tree-root.js';
import {removeTrees, writeTree, type Files} from './board-tree.js';

afterEach(removeTrees);

const rootOf = (files: Files) => new TreeRoot(writeTree(files));

it.each([
	['VMware', 'VMware, Inc.', 'VMware Virtual Platform'],
	['VirtualBox', 'innotek GmbH', 'VirtualBox'],
	['Hyper-V', 'Microsoft Corporation', 'Virtual Machine'],
	['KVM', 'QEMU', 'Standard PC (Q35 + ICH9, 2009)'],
	['KVM', 'Google', 'Google Compute Engine'],
	// A laptop of that maker is none.
	[undefined, 'Microsoft Corporation', 'Surface Laptop 5'],
	[undefined, 'LENOVO', '21CB'],
])('%s by maker and product', async (expected, vendor, product) => {
	const root = rootOf({
		'sys/class/dmi/id/sys_vendor': `${vendor}\n`,
		'sys/class/dmi/id/product_name': `${product}\n`,
	});
	expect(await virtualMachineOf(root)).toBe(expected);
});

it('a hypervisor without a name by the flag of its CPUs', async () => {
	expect(await virtualMachineOf(rootOf({'proc/cpuinfo': 'flags\t: fpu hypervisor sse\n'}))).toBe(
		'unnamed hypervisor',
	);
	expect(await virtualMachineOf(rootOf({'proc/cpuinfo': 'flags\t: fpu sse\n'}))).toBeUndefined();
});

it.each([
	['Intel(R) Xeon(R) CPU @ 2.20GHz', 'Intel Xeon'],
	['Intel(R) Core(TM) i7-8700 CPU @ 3.20GHz', 'Intel Core i7-8700'],
	['AMD EPYC 7B13', 'AMD EPYC 7B13'],
])('the CPU "%s" is %s', async (written, expected) => {
	const {cpuName} = await identifyFrom(
		rootOf({'proc/cpuinfo': `processor\t: 0\nmodel name\t: ${written}\n`}),
		'here',
	);
	expect(cpuName).toBe(expected);
});
