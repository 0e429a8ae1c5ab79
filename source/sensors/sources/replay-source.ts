import {isFailure} from '../roots/root.js';
import {type Sensor} from '../sensor.js';

/** The recorded slow-down of a demonstration board: the reading `replay/fps-scale`. */
export const replaySource: Sensor = {
	id: 'replay',
	title: 'recorded slow-down (replay.json)',
	async open(root) {
		const first = await root.fpsScale?.();
		if (first === undefined) {
			return {absent: root.isLive ? 'this machine is measured live' : 'the recording has none'};
		}

		return {
			async read() {
				const scale = await root.fpsScale!();
				return [
					{
						id: 'replay/fps-scale',
						label: 'recorded speed, 1 is full',
						quantity: 'info',
						unit: 'fraction',
						source: 'replay.json',
						atMs: root.now(),
						...(scale === undefined || isFailure(scale)
							? {missing: scale?.reason ?? 'no value'}
							: {value: scale}),
					},
				];
			},
		};
	},
};
