import {type ZooModel} from '../../models/library.js';
import {type ModelChoice} from '../../record/snapshot.js';

/** A model as the picker lists it. */
export const toChoice = ({manifest, files}: ZooModel): ModelChoice => {
	const present = Object.values(files).some(({state}) => state === 'present');
	const [format] = Object.values(manifest.formats);
	return {
		name: manifest.name,
		title: manifest.title,
		...(format && {precision: format.precision}),
		state: present ? 'present' : `not here: edgetop models pull ${manifest.name}`,
		isAvailable: present,
		...(manifest.published && {
			published: {
				top1: manifest.published.top1,
				top5: manifest.published.top5,
			},
		}),
	};
};
