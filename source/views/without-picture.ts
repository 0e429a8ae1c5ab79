import {type CurrentFrame, type Snapshot} from '../record/snapshot.js';

/** The same without the picture of the frame, and of those that were answered wrong. */
export const withoutPicture = (snapshot: Snapshot): Snapshot => {
	const {current, classErrors} = snapshot;
	const {thumbnail, ...plain} = current ?? {};
	return {
		...snapshot,
		...(current && {current: plain as CurrentFrame}),
		...(classErrors && {
			classErrors(count) {
				const errors = classErrors(count);
				return {...errors, last: errors.last.map(({thumbnail: picture, ...mistake}) => mistake)};
			},
		}),
	};
};
