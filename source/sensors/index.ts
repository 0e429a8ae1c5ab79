import {host} from './host.js';
import {type Sensor} from './sensor.js';

/** Every source, in the order in which `edgetop doctor` lists them. */
export const sensors: readonly Sensor[] = [host];
