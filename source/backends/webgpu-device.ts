import {existsSync, readdirSync, readFileSync} from 'node:fs';
import process from 'node:process';

/** Vulkan drivers that compute on the CPU, by the names of their libraries. */
const softwareDrivers: Readonly<Record<string, string>> = {
	'libvulkan_lvp.so': 'lavapipe',
	'libvk_swiftshader.so': 'SwiftShader',
};

const driverPattern = /[^/\s]*(?:vulkan_|vk_)\w+\.so|lib(?:GLX|EGL)_nvidia\.so/g;

/** Whether the system shows a GPU at all. */
const hasGpu = (root: string): boolean => {
	try {
		if (readdirSync(`${root}/dev/dri`).some(name => name.startsWith('renderD'))) {
			return true;
		}
	} catch {
		// No such folder: no driver of the kernel's own for a GPU.
	}

	return ['/dev/nvidia0', '/dev/nvhost-gpu', '/dev/mali0', '/dev/dxg'].some(file =>
		existsSync(root + file),
	);
};

/**
The device of the webgpu provider, which the binding does not name: asked of the Vulkan drivers that the started provider has in memory. With a software driver and no other, or no GPU in the system, it is the CPU that computes.

@param cpuName Name of the CPU.
@param maps Text of /proc/self/maps.
*/
export const webgpuDevice = (cpuName: string, maps: string, root = ''): string => {
	const loaded = [...new Set(maps.match(driverPattern))];
	const software = loaded.find(name => softwareDrivers[name] !== undefined);
	const isAlone = loaded.every(name => softwareDrivers[name] !== undefined);
	return software !== undefined && (isAlone || !hasGpu(root))
		? `CPU (${cpuName}), Vulkan in software (${softwareDrivers[software]})`
		: 'GPU (WebGPU)';
};

/** Text of /proc/self/maps; empty on other systems. */
export const readMaps = (): string => {
	try {
		return process.platform === 'linux' ? readFileSync('/proc/self/maps', 'utf8') : '';
	} catch {
		return '';
	}
};
