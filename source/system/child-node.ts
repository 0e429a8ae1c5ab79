/**
Node's own arguments of a forked process of edgetop.

Its collector works in the process's own thread alone: helper threads would take the cores on which a runtime computes, for a garbage that is small.

@param entry Path of its program; TypeScript where edgetop runs from source.
*/
export const childArguments = (entry: string): string[] => [
	'--single-threaded-gc',
	...(entry.endsWith('.ts') ? ['--import', 'tsx'] : []),
];
