import {z} from 'zod';
import {sanitize} from '../text/sanitize.js';
import {phases} from './live-schema.js';
import {type ReadOnly} from './read-only.js';
import {dropStates, slowdownReasons, verdicts} from './thermal-schema.js';

/*
What a board tells a wall (`edgetop wall`): a line of JSON each, first a greeting, then a word a second. A board is not trusted: texts are made fit for a terminal here, and numbers are numbers. Fields that are not known are passed over, so that a newer board can say more; what means something else gets a new version.
*/

export const wallVersion = 1;

const text = (most: number) => z.string().transform(value => sanitize(value, most));
const amount = z.number().nonnegative();
const missing = z.object({missing: text(200).describe('Why there is none')});

export const greetingSchema = z.object({
	kind: z.literal('edgetop-wall'),
	v: z.int().describe('Version of the form'),
	edgetop: text(40).describe('Version of edgetop there'),
	host: text(80).optional().describe('Its own name'),
	seconds: z.number().optional().describe('Its clock, s since 1970'),
});

const runSchema = z
	.object({
		pid: z.int().positive(),
		id: text(80),
		board: text(80).optional().describe('What the machine is, as in "Raspberry Pi 5"'),
		elapsedMs: amount.describe('Since the session began, up to its last record, ms'),
		ageMs: amount.describe('Since its last record, ms: a run that hangs grows old'),
		phase: z.enum(phases),
		phaseText: text(200),
		modelName: text(80),
		backendId: text(80),
		device: text(80).optional(),
		frames: amount,
		fps: z.object({
			last1s: amount.optional(),
			last10s: amount.optional(),
			last60s: amount.optional(),
			session: amount.optional(),
		}),
		inferMs: z
			.object({p50: amount, p99: amount})
			.optional()
			.describe('Over the segment, ms; absent before the first frame'),
		top1: z
			.union([z.object({value: z.number().min(0).max(1), n: z.int()}), missing])
			.describe('Cumulative share of right answers, 0…1'),
		temperature: z
			.union([
				z.object({
					celsius: z.number(),
					label: text(60),
					limitCelsius: z
						.number()
						.optional()
						.describe('Its lowest trip at which the clock falls or the machine stops, °C'),
				}),
				missing,
			])
			.describe('The one nearest its trip, or the one that stands for the machine'),
		power: z
			.union([z.object({watts: amount, scope: text(60).optional()}), missing])
			.describe('W, and what it covers'),
		verdict: z
			.object({
				verdict: z.enum(verdicts),
				reason: z.enum(slowdownReasons),
				text: text(300),
				sinceMs: amount.describe('How long it has held, ms'),
			})
			.optional()
			.describe('What slows it down now; absent: nothing that is known'),
		dropState: z.enum(dropStates).describe('Whether drops of FPS can be judged'),
		holdingMs: amount.describe('How long nothing has slowed the segment down, ms'),
		sustained: z
			.union([z.object({value: amount}), missing])
			.describe('FPS of the last 5 minutes over those of minute 1'),
		takesAsks: z.boolean().describe('Whether model and backend can be changed from elsewhere'),
		note: z
			.object({text: text(300), agoMs: amount})
			.optional()
			.describe('Its newest warning or error'),
	})
	.describe('The newest run of the account');

export const wordSchema = z.object({
	runs: z.int().nonnegative().describe('How many of the account go on there'),
	run: runSchema.optional(),
	missing: text(300).optional().describe('Why there is no run to show'),
	n: z.int().positive().optional().describe('Number of the word in this connection'),
	heard: z
		.object({n: z.int(), heldMs: amount.describe('Since its receipt came, ms')})
		.optional()
		.describe('The newest word that the wall says it has heard'),
});

const choicesSchema = z.object({
	models: z.array(text(80)).max(500),
	backends: z.array(text(80)).max(500),
});

export const answerSchema = z.object({
	answer: z.object({
		id: z.int().describe('Of the question'),
		isDone: z.boolean(),
		text: text(300).describe('What became of it'),
	}),
	choices: choicesSchema
		.optional()
		.describe('What a run can be changed to there, where that was asked'),
});

/** What a wall asks of a board, a line each. */
export const askSchema = z.object({
	id: z.int(),
	ask: z.discriminatedUnion('kind', [
		z.object({kind: z.literal('start'), args: z.array(z.string()).describe('Flags of the run')}),
		z.object({
			kind: z.literal('flip'),
			model: z.string().optional(),
			backend: z.string().optional(),
		}),
		z.object({kind: z.literal('stop')}),
		z.object({kind: z.literal('choices')}),
		z.object({kind: z.literal('heard')}).describe('A receipt: the id is the number of the word'),
	]),
});

export type Greeting = ReadOnly<z.infer<typeof greetingSchema>>;
export type BoardWord = ReadOnly<z.infer<typeof wordSchema>>;
/** The form in which a board writes it. */
export type WrittenWord = ReadOnly<z.input<typeof wordSchema>>;
export type BoardAnswer = ReadOnly<z.infer<typeof answerSchema>>;
export type BoardChoices = ReadOnly<z.infer<typeof choicesSchema>>;
export type BoardRun = NonNullable<BoardWord['run']>;
export type WrittenRun = NonNullable<WrittenWord['run']>;
export type WallAsk = ReadOnly<z.infer<typeof askSchema>>['ask'];
/** What a board is to do, and answers to. */
export type BoardDeed = Exclude<WallAsk, {readonly kind: 'heard'}>;
