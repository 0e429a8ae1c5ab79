import {type FramesMode} from '../frames/dataset.js';

/** A stage's latencies, as far as its share of the time needs them. */
type Stage = {readonly count: number; readonly mean: number} | undefined;

const sumOf = (stage: Stage): number => (stage ? stage.count * stage.mean : 0);

/** How the time of the frames is divided where they are decoded between inferences: "decode 43 % · infer 57 %". Empty before the first frame. */
const sharesText = (stages: {
	readonly decode?: Stage;
	readonly preprocess?: Stage;
	readonly infer?: Stage;
}): string => {
	const decode = sumOf(stages.decode) + sumOf(stages.preprocess);
	const infer = sumOf(stages.infer);
	if (decode + infer === 0) {
		return '';
	}

	const percent = Math.round((100 * decode) / (decode + infer));
	return `decode ${percent} % · infer ${100 - percent} %`;
};

const meanings = {
	'cached in memory': 'memory: nothing is decoded while frames count',
	'decoded between': 'between two inferences: FPS contains the decoding, latencies do not',
	'decoded ahead': 'a decoder that runs beside the model',
	'decoded live': 'the newest of a live source, decoded when asked for',
} as const;

/** What that means for the figures, and why it was chosen. */
export const framesFromText = ({
	framesMode,
	framesReason,
}: {
	readonly framesMode?: FramesMode | undefined;
	readonly framesReason?: string | undefined;
}): string | undefined =>
	framesMode && framesReason !== undefined ? `${meanings[framesMode]}; ${framesReason}` : undefined;

/** How frames reach the model, in the words of the header: with the shares of the time where FPS contains the decoding. */
export const framesModeText = ({
	framesMode,
	stages,
}: {
	readonly framesMode?: FramesMode | undefined;
	readonly stages: Parameters<typeof sharesText>[0];
}): string | undefined => {
	const shares = framesMode === 'decoded between' ? sharesText(stages) : '';
	return shares === '' ? framesMode : `${framesMode} inferences: ${shares}`;
};
