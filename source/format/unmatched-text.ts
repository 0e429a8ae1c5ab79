import {sanitize} from '../text/sanitize.js';

const mostNamed = 8;

/** `12 images counted apart, of 2 classes that the model does not have: fish, horse`. */
export const unmatchedText = ({
	images,
	classes,
	classCount = classes.length,
}: {
	readonly images: number;
	/** All of their names, or the first ones. */
	readonly classes: readonly string[];
	readonly classCount?: number;
}): string => {
	const names = classes.slice(0, mostNamed).map(name => sanitize(name, 40));
	const of = classCount === 1 ? 'a class' : `${classCount} classes`;
	return `${images} image${images === 1 ? '' : 's'} counted apart, of ${of} that the model does not have, or not by one name alone: ${names.join(', ')}${classCount > names.length ? ' …' : ''}`;
};
