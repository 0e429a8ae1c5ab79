export const timedOut = Symbol('timed out');

const slices = 4;

/**
The result of some work, or `timedOut`. Time in which this process itself was held up (a slow import, a suspended machine) does not count: the limit is measured in slices, and a slice that ends late is given again.
*/
export const within = async <T>(
	work: Promise<T>,
	limitMs: number,
): Promise<T | typeof timedOut> => {
	let timer: NodeJS.Timeout | undefined;
	const sliceMs = limitMs / slices;
	const limit = new Promise<typeof timedOut>(resolve => {
		let left = slices;
		const begin = () => {
			const beganAtMs = performance.now();
			timer = setTimeout(() => {
				if (performance.now() - beganAtMs < 1.5 * sliceMs + 10) {
					left--;
				}

				if (left === 0) {
					resolve(timedOut);
				} else {
					begin();
				}
			}, sliceMs);
		};

		begin();
	});
	try {
		return await Promise.race([work, limit]);
	} finally {
		clearTimeout(timer);
	}
};
