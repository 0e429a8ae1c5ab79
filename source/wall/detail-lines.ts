import {duration, framesPerSecond, milliseconds, percent} from '../format/numbers.js';
import {type BoardRun} from '../record/wall-schema.js';
import {span, type Line} from '../views/canvas/lines.js';
import {type BoardState} from './board-state.js';
import {powerScope, powerText, sustainedText, troubleOf, verdictSaid} from './row-words.js';

/** Lines below the rows. */
export const detailHeight = 3;

const heat = ({temperature}: BoardRun): string => {
	if ('missing' in temperature) {
		return `temperature n/a (${temperature.missing})`;
	}

	const {celsius, label, limitCelsius} = temperature;
	const distance = limitCelsius === undefined ? 0 : Math.round(limitCelsius - celsius);
	const trip =
		limitCelsius === undefined
			? ''
			: `, ${Math.abs(distance)} °C ${distance < 0 ? 'above' : 'below'} its trip`;
	return `${label} ${celsius.toFixed(0)} °C${trip}`;
};

const figures = (run: BoardRun): string => {
	const {fps, inferMs, top1, power} = run;
	return [
		`FPS ${framesPerSecond(fps.last1s ?? fps.last10s)}, 60 s ${framesPerSecond(fps.last60s)}`,
		`p50 ${milliseconds(inferMs?.p50)} p99 ${milliseconds(inferMs?.p99)} ms`,
		'missing' in top1 ? 'top-1 n/a' : `top-1 ${percent(top1.value)} of ${top1.n}`,
		heat(run),
		'missing' in power ? 'power n/a' : `${powerText(run)} ${powerScope(run)}`.trim(),
		`sustained ${sustainedText(run)}`,
	].join('  ');
};

const last = (state: BoardState, nowMs: number): Line => {
	const {answer, word} = state;
	if (answer && nowMs - answer.atMs < 20_000 && answer.text !== '') {
		return [span(answer.text, answer.isDone ? 'good' : 'warn')];
	}

	const trouble = troubleOf(state, nowMs);
	if (trouble) {
		return [span(trouble.text, trouble.role)];
	}

	const run = word?.run;
	const text = run?.verdict?.text;
	const said = run && verdictSaid(state, run);
	return said ? [span(text ?? said.text, said.role)] : [];
};

/** The board under the pointer, with all that its row has no room for. */
export const detailLines = (state: BoardState | undefined, nowMs: number): readonly Line[] => {
	if (!state) {
		return [];
	}

	const run = state.word?.run;
	const {greeting} = state;
	const about = [
		run?.board ?? greeting?.host,
		greeting && `edgetop ${greeting.edgetop}`,
		run &&
			`${run.modelName} on ${run.backendId}${run.device === undefined ? '' : ` (${run.device})`}`,
		run && `process ${run.pid} for ${duration(run.elapsedMs)}`,
	].filter(part => part !== undefined && part !== '');
	return [
		[span(`${state.name}  `, 'strong'), span(about.join(', '), 'dim')],
		run ? [span(figures(run))] : [],
		last(state, nowMs),
	];
};
