import {onWorkerBegun} from '../backends/worker-process.js';
import {type EngineMessage} from './protocol.js';

/** Tells the parent which workers this engine starts: it ends them where the engine itself no longer can. */
export const tellWorkers = (send: (message: EngineMessage) => void): void => {
	onWorkerBegun(leader => {
		send({type: 'worker', leader});
	});
};
