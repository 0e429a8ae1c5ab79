import {type z} from 'zod';
import {fieldsOf, type JournalReader} from '../../journal/read/journal-reader.js';
import {type JsonObject} from '../../journal/merge-patch.js';
import {liveSchema} from '../../record/live-schema.js';
import {segmentSchema} from '../../record/segment-schema.js';
import {dropStates, episodeSchema, type ThermalFigures} from '../../record/thermal-schema.js';
import {type WrittenRun} from '../../record/wall-schema.js';
import {type RunningEntry} from '../../run/instances/registry.js';
import {UserError} from '../../text/user-error.js';
import {heatOf} from '../../views/panels/heat-words.js';

/*
A journal as it stands, in the few figures of a row. Only what the row shows is checked: the whole summary once a second would cost a small board more than it is worth.
*/

/** Why a figure is not there, where the journal does not say it itself. */
const notYet = 'not counted yet';

const writtenSegment = segmentSchema
	.pick({
		modelName: true,
		backendId: true,
		device: true,
		frames: true,
		seconds: true,
		fps: true,
		accuracyMissing: true,
	})
	.extend({
		stages: segmentSchema.shape.stages.pick({infer: true}),
		// A journal that is short of room leaves it out for a while.
		accuracy: segmentSchema.shape.accuracy.optional(),
	});

type Segment = z.infer<typeof writtenSegment>;
type Live = z.infer<typeof liveSchema>;

const checked = <Value>(schema: z.ZodType<Value>, value: unknown, name: string): Value => {
	const {data, error} = schema.safeParse(value);
	if (error) {
		throw new UserError(`the journal of the run cannot be read: ${name} is not as expected`);
	}

	return data;
};

const lastOf = (value: JsonObject[string] | undefined): unknown =>
	Object.values(fieldsOf(value)).at(-1);

const top1Of = ({accuracy, accuracyMissing}: Segment): WrittenRun['top1'] => {
	const figure = accuracy?.cumulative;
	return figure?.top1 && figure.n > 0
		? {value: figure.top1.value, n: figure.n}
		: {missing: accuracyMissing ?? notYet};
};

const temperatureOf = ({host, readings}: Live): WrittenRun['temperature'] => {
	const heat = heatOf({
		host,
		// Quantity and unit are only looked up.
		thermal: {
			readings: Object.entries(readings).map(([id, reading]) => ({...reading, id})),
		} as unknown as ThermalFigures,
	});
	return (
		heat ?? {
			missing: 'missing' in host.temperatureCelsius ? host.temperatureCelsius.missing : 'no sensor',
		}
	);
};

const powerOf = ({host: {powerWatts}}: Live): WrittenRun['power'] =>
	'value' in powerWatts
		? {watts: powerWatts.value, scope: powerWatts.scope}
		: {missing: powerWatts.missing};

/** What holds now, and since when. */
const throttlingOf = (reader: JournalReader, ageMs: number, {seconds}: Segment) => {
	const throttling = fieldsOf(reader.document['throttling']);
	const spell = episodeSchema.safeParse(lastOf(throttling['spells'])).data;
	const since = (atMs: number): number => Math.max(0, reader.atMs - atMs + ageMs);
	const isOn = spell !== undefined && spell.endedMs === undefined;
	return {
		...(isOn && {
			verdict: {
				verdict: spell.verdict,
				reason: spell.reason,
				text: spell.text,
				sinceMs: since(spell.onsetMs),
			},
		}),
		dropState: dropStates.find(state => state === throttling['dropState']) ?? 'finding baseline',
		holdingMs: isOn
			? 0
			: Math.min(
					1000 * seconds,
					spell?.endedMs === undefined ? Number.POSITIVE_INFINITY : since(spell.endedMs),
				),
	};
};

/** The newest warning or error of the run. */
const noteOf = ({events, atMs}: JournalReader): WrittenRun['note'] => {
	const event = events.all().findLast(({level}) => level !== 'info');
	return event && {text: event.text, agoMs: Math.max(0, atMs - event.atMs)};
};

/**
@param ageMs Since the last record was written.
@throws UserError where the journal holds no such figures.
*/
export const runWord = (
	reader: JournalReader,
	{pid, id, takesAsks}: Pick<RunningEntry, 'pid' | 'id' | 'takesAsks'>,
	ageMs: number,
): WrittenRun => {
	const live = checked(liveSchema, fieldsOf(reader.document['live']), 'live');
	const segment = checked(writtenSegment, lastOf(reader.document['segments']), 'the segment');
	const {infer} = segment.stages;
	return {
		pid,
		id,
		board: live.boardName,
		elapsedMs: reader.atMs,
		ageMs,
		phase: live.phase,
		phaseText: live.phaseText,
		modelName: segment.modelName,
		backendId: segment.backendId,
		device: segment.device,
		frames: segment.frames,
		fps: segment.fps,
		inferMs: infer && {p50: infer.p50, p99: infer.p99},
		top1: top1Of(segment),
		temperature: temperatureOf(live),
		power: powerOf(live),
		...throttlingOf(reader, ageMs, segment),
		sustained: live.sustained.ratio,
		takesAsks: takesAsks ?? false,
		note: noteOf(reader),
	};
};
