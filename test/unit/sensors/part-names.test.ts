import {describe, expect, test} from 'vitest';
import {computingId, partOf, usedPart} from '../../../source/sensors/parts.js';

/* Names of zones and chips as the kernels of many makers give them. */

const zones: Readonly<Record<string, string>> = {
	cpu: 'cpu-thermal cpu_thermal cpu0-thermal cpu-0-0-thermal cpu-1-0-usr cpuss0-thermal apc0-cpu0-usr mtktscpu cpu_big0 cpu-little1 a53-thermal a72-thermal mpu_thermal mpu-thermal cpul-thermal bigcore0-thermal littlecore-thermal BIG MID LITTLE atlas0-thermal CPU-therm MCPU-therm x86_pkg_temp TCPU B0D4 core-cluster1 c910_tsensor jh7110-cpu',
	gpu: 'gpu-thermal gpuss0-thermal gpu-top-thermal kgsl lvts-gpu gpu0-thermal G3D GPU-therm gpu_tsensor',
	npu: 'nspss0-thermal cdsp0 q6-hvx-usr npu-thermal apu-thermal nna-thermal c7x-thermal cv0-thermal CV0-therm',
	package:
		'soc-thermal soc_thermal package-thermal center-thermal tj-thermal soc012-thermal bcm2835_thermal imx_thermal_zone main0-thermal wkup0-thermal core_thermal AUX-therm AO-therm PLL-therm Tdiode_tegra tsens_tz_sensor3 ap-ic-thermal',
	other:
		'aoss0-thermal pm8150-thermal pmk8350 xo-thermal ddr-thermal mem-thermal pop-mem modem0-thermal skin-therm msm-skin-therm-usr battery socd bcl-lvl0 pmi8998-ibat-lvl0 mtktsbattery mtktsAP ap-ntc tskin drc0-thermal pmic-thermal Tboard_tegra PMIC-Die thermal-fan-est rp1_adc SEN1 TSKN TMEM NGFF TSR0 pch_skylake iwlwifi_1 WIFI VIR1 charger-thermal hevc-thermal iva_thermal isp-thermal',
};

const chips: ReadonlyArray<readonly [string, string]> = [
	['coretemp Package id 0', 'cpu'],
	['coretemp Physical id 0', 'cpu'],
	['k10temp Tctl', 'cpu'],
	['nct6798 CPUTIN', 'other'],
	['nct6798 PECI Agent 0', 'cpu~'],
	['it8688 temp1', 'other'],
	['gigabyte_wmi temp1', 'other'],
	['asusec VRM', 'other'],
	['asusec CPU Package', 'cpu~'],
	['smpro CPU VRD', 'other'],
	['cros_ec Charger', 'other'],
	['macsmc_hwmon CPU P-core 1', 'cpu'],
	['macsmc_hwmon NAND Flash', 'other'],
	['nvme Composite', 'other'],
	['mlx5 asic', 'other'],
	['r8169_0_200:00 temp1', 'other'],
	['spd5118 temp1', 'other'],
	['nouveau temp1', 'other'],
];

const kindOf = (id: string, label: string): string => {
	const {kind, isIndirect} = partOf({id, label});
	return `${kind}${isIndirect ? '~' : ''}`;
};

describe('the part that a name speaks of', () => {
	test.each(Object.entries(zones))('%s', (kind, names) => {
		const wrong = names
			.split(' ')
			.map(name => `${name} ${kindOf(`thermal/${name}`, name)}`)
			.filter(line => !line.endsWith(` ${kind}`));
		expect(wrong).toEqual([]);
	});

	test.each(chips)('%s: %s', (label, kind) => {
		expect(kindOf(`hwmon/${label.split(' ', 1)[0]}/temp1`, label)).toBe(kind);
	});

	test.each([
		['17000000.gpu', 'gpu'],
		['f4000000.g3d', 'gpu'],
		['fdab0000.npu', 'npu'],
		['15880000.nvdla0', 'npu'],
		['15340000.vic', 'other'],
		['dmc', 'other'],
		['soc:qcom,cpu0-cpu-llcc-lat', 'other'],
	])('clock %s: %s', (name, kind) => {
		expect(kindOf(`clock/${name}`, name)).toBe(kind);
	});
});

test.each([
	['qnn:gpu', 'gpu'],
	['qnn:cpu', 'cpu'],
	['qnn:npu', 'npu'],
	['openvino:myriad', 'npu'],
	['tflite:edgetpu', 'tpu'],
	['onnxruntime:xnnpack', 'cpu'],
	['hailo', 'npu'],
])('%s computes on the %s', (id, kind) => {
	expect(usedPart(id).kind).toBe(kind);
});

test.each([
	['openvino:auto', {executed: 'GPU.1 (Intel Arc A770)'}, undefined, 'openvino:gpu.1'],
	['openvino:auto', {executed: '(CPU) (Core i7)'}, undefined, 'openvino:cpu'],
	['openvino:auto', {}, undefined, 'openvino:auto'],
	['pytorch:cuda', {device: 'gpu:1'}, undefined, 'pytorch:cuda.1'],
	['pytorch:cuda', {device: 'gpu:1'}, '3,2', 'pytorch:cuda.2'],
	['onnxruntime:cuda', {}, '2', 'onnxruntime:cuda.2'],
	['onnxruntime:cuda', {}, 'GPU-8a2f', 'onnxruntime:cuda'],
	['onnxruntime:cpu', {executed: 'CPU'}, '2', 'onnxruntime:cpu'],
	['exec:ssh board worker', {device: 'gpu:1'}, '2', 'exec:ssh board worker'],
])('%s, %o, CUDA_VISIBLE_DEVICES %s: %s', (backend, asked, visible, id) => {
	expect(computingId(backend, asked, visible ?? '')).toBe(id);
});
