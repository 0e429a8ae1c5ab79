import {type FormatName, type Manifest} from './manifest.js';

export type ModelFile = {
	/** Absolute; for an absent file the place where `models pull` will put it. */
	readonly path: string;
	readonly state: 'present' | 'absent';
};

/** A model that can be named: its manifest, and which of its files are here. */
export type ZooModel = {
	readonly manifest: Manifest;
	/** Absolute; empty for a manifest that was guessed from the model itself. */
	readonly manifestPath: string;
	readonly files: Readonly<Partial<Record<FormatName, ModelFile>>>;
	/** What was guessed, each in words; empty for a model with a manifest. */
	readonly guesses: readonly string[];
	/** Labels found in the model file itself. */
	readonly ownLabels?: readonly string[];
};
