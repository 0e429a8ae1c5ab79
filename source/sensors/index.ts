import {apex} from './sources/apex.js';
import {battery} from './sources/battery.js';
import {cgroup} from './sources/cgroup.js';
import {clocks} from './sources/clocks.js';
import {amdGpu, intelGpu} from './sources/graphics.js';
import {host} from './sources/host.js';
import {hwmon} from './sources/hwmon.js';
import {ina3221} from './sources/ina3221.js';
import {jetson, jetsonPowerMode} from './sources/jetson.js';
import {macos} from './sources/macos.js';
import {hailo, intelNpu, rockchipNpu} from './sources/npu.js';
import {nvidia} from './sources/nvidia.js';
import {pressure, thermalThrottle} from './sources/pressure.js';
import {rapl} from './sources/rapl.js';
import {raspberryPi, raspberryPiClocks, raspberryPiPower} from './sources/raspberry-pi.js';
import {replaySource} from './sources/replay-source.js';
import {type Sensor} from './sensor.js';
import {settings} from './sources/settings.js';
import {systemInfo} from './sources/system-info.js';
import {thermal} from './sources/thermal.js';

/** Every source, in the order in which `edgetop doctor` lists them. Where two tell the same thing, the first is preferred. */
export const sensors: readonly Sensor[] = [
	thermal,
	hwmon,
	clocks,
	settings,
	rapl,
	ina3221,
	jetson,
	jetsonPowerMode,
	battery,
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
