import {apex} from './apex.js';
import {cgroup} from './cgroup.js';
import {clocks} from './clocks.js';
import {amdGpu, intelGpu} from './graphics.js';
import {host} from './host.js';
import {hwmon} from './hwmon.js';
import {ina3221} from './ina3221.js';
import {jetson, jetsonPowerMode} from './jetson.js';
import {macos} from './macos.js';
import {hailo, intelNpu, rockchipNpu} from './npu.js';
import {nvidia} from './nvidia.js';
import {pressure, thermalThrottle} from './pressure.js';
import {rapl} from './rapl.js';
import {raspberryPi, raspberryPiClocks, raspberryPiPower} from './raspberry-pi.js';
import {replaySource} from './replay-source.js';
import {type Sensor} from './sensor.js';
import {systemInfo} from './system-info.js';
import {thermal} from './thermal.js';

/** Every source, in the order in which `edgetop doctor` lists them. Where two tell the same thing, the first is preferred. */
export const sensors: readonly Sensor[] = [
	thermal,
	hwmon,
	clocks,
	rapl,
	ina3221,
	jetson,
	jetsonPowerMode,
	raspberryPi,
	raspberryPiPower,
	raspberryPiClocks,
	apex,
	nvidia,
	amdGpu,
	intelGpu,
	intelNpu,
	rockchipNpu,
	hailo,
	macos,
	thermalThrottle,
	cgroup,
	pressure,
	host,
	systemInfo,
	replaySource,
];
