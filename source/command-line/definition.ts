/* What a flag and a command are: the one definition behind parsing, help, completion, man page and configuration file. */

/** What a shell offers for a value: files, folders, names that the program lists, or these words. */
export type Offered =
	'file' | 'folder' | 'model' | 'backend' | 'journal' | 'set' | 'run' | readonly string[];

export type FlagDefinition = {
	readonly type: 'string' | 'boolean';
	readonly isMultiple?: true;
	/** Of a switch that is on unless `--no-…` is given. */
	readonly default?: true;
	/** Of a flag with a value that has an opposite: what `--no-…` does. */
	readonly opposite?: string;
	/** What follows it: `NAME|FILE`. Absent for a switch. */
	readonly takes?: string;
	/** What it does, in a few words without a full stop. */
	readonly about: string;
	/** What holds without it. */
	readonly usually?: string;
	readonly offers?: Offered;
	/** What else sets it: a variable of the environment. */
	readonly variable?: string;
};

/** Flags under one heading of the help. */
export type FlagSection = {
	readonly title: string;
	readonly flags: Readonly<Record<string, FlagDefinition>>;
};

/** What follows `edgetop COMMAND`, one form a line. */
export type UsageForm = {
	/** Without the program's name: `models pull NAME…`. */
	readonly text: string;
	readonly about: string;
	/** The second word, for commands that have such verbs. */
	readonly verb?: string;
	/** What a shell offers for the words that follow; absent: nothing follows. */
	readonly offers?: Offered;
};

export type CommandDefinition = {
	/** One line for the list of commands. */
	readonly about: string;
	readonly usage: readonly UsageForm[];
	/** Flags that it takes beside those of every command. */
	readonly flags: readonly string[];
	/** Flags that it reads to refuse them, with its own reason; neither help nor settings reach them. */
	readonly refuses?: readonly string[];
	readonly examples: readonly string[];
	/** The document that tells more. */
	readonly page?: string;
};

/** `backendOption` → `backend-option`. */
export const dashed = (name: string): string =>
	name.replaceAll(/[A-Z]/g, letter => `-${letter.toLowerCase()}`);
