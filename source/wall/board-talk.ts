import {
	answerSchema,
	greetingSchema,
	wallVersion,
	wordSchema,
	type BoardAnswer,
	type BoardWord,
	type Greeting,
} from '../record/wall-schema.js';
import {sanitize} from '../text/sanitize.js';

/** One line of a board, understood. */
export type Heard =
	| {readonly kind: 'greeting'; readonly greeting: Greeting}
	| {readonly kind: 'word'; readonly word: BoardWord}
	| {readonly kind: 'answer'; readonly answer: BoardAnswer}
	/** It greets, but in a form that this edgetop does not know. */
	| {readonly kind: 'newer'; readonly edgetop: string}
	/** Of a chatty login, or damaged. */
	| {readonly kind: 'strange'};

const fieldOf = (value: unknown, name: string): unknown =>
	typeof value === 'object' && value !== null
		? (value as Record<string, unknown>)[name]
		: undefined;

const greetingOf = (value: unknown): Heard => {
	const greeting = greetingSchema.safeParse(value).data;
	const v = fieldOf(value, 'v');
	if (typeof v === 'number' && v > wallVersion) {
		const version = fieldOf(value, 'edgetop');
		return {
			kind: 'newer',
			edgetop: typeof version === 'string' ? sanitize(version, 40) : 'of another version',
		};
	}

	return greeting ? {kind: 'greeting', greeting} : {kind: 'strange'};
};

/** Whatever a board says: any text, from anywhere. */
export const understand = (line: string): Heard => {
	let value: unknown;
	try {
		value = JSON.parse(line);
	} catch {
		return {kind: 'strange'};
	}

	if (fieldOf(value, 'kind') === 'edgetop-wall') {
		return greetingOf(value);
	}

	if (fieldOf(value, 'answer') !== undefined) {
		const answer = answerSchema.safeParse(value).data;
		return answer ? {kind: 'answer', answer} : {kind: 'strange'};
	}

	const word = wordSchema.safeParse(value).data;
	return word ? {kind: 'word', word} : {kind: 'strange'};
};
