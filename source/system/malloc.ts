/** What glibc reads at a process's start. Threads that decode would otherwise have a heap each, which keeps what they freed; other C libraries ignore it. */
const settings: Readonly<Record<string, string>> = {
	MALLOC_ARENA_MAX: '2',
	// Set, it also keeps the size from which memory is mapped, and so given back, from growing.
	MALLOC_TRIM_THRESHOLD_: '131072',
};
const listName = 'EDGETOP_MALLOC_SET';

/** The environment of a process that is to give memory back; what the user has set stays. */
export const withSmallHeaps = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv => {
	const added = Object.entries(settings).filter(([name]) => env[name] === undefined);
	return {...env, ...Object.fromEntries(added), [listName]: added.map(([name]) => name).join(',')};
};

/** The environment as it was before `withSmallHeaps`: for programs that are not edgetop's own. */
export const withoutSmallHeaps = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv => {
	const ours = new Set([listName, ...(env[listName] ?? '').split(',')]);
	return Object.fromEntries(Object.entries(env).filter(([name]) => !ours.has(name)));
};
