import {type Snapshot} from '../record/snapshot.js';

/** The same without the picture of the frame. */
export const withoutPicture = (snapshot: Snapshot): Snapshot => {
	if (!snapshot.current?.thumbnail) {
		return snapshot;
	}

	const {thumbnail, ...current} = snapshot.current;
	return {...snapshot, current};
};
