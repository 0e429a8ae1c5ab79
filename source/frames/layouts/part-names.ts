/** Parts of a data set, as training programs lay them out, COCO's `val2017` among them. */
export const isPart = (name: string): boolean =>
	/^(?:train|training|val|valid|validation|test|testing|eval)(?:[-_ ]?(?:images?|imgs?|set|(?:19|20)\d{2}))?$/i.test(
		name,
	);
export const isTraining = (name: string): boolean => /^train/i.test(name);

/** Says that there are pictures, not of what. */
export const saysNothing = (name: string): boolean =>
	isPart(name) ||
	/^(?:images?|imgs?|jpegimages|pictures?|pics?|photos?|photographs?|frames?)$/i.test(name);
