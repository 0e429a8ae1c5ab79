/** Where a picture lies in its package and what it shows. */
export type Choice = {
	/** Path without ending: under `src/activities/` of GCompris, or under `stamps/` of Tux Paint. */
	readonly picture: string;
	/** Name of the file in `data/samples/`, without folder and ending. */
	readonly name: string;
	/** ImageNet ids (0…999) of which each is a right answer. */
	readonly classes: readonly number[];
};

const from =
	(folder: string) =>
	(picture: string, name: string, ...classes: number[]): Choice => ({
		picture: `${folder}/${picture}`,
		name,
		classes,
	});

const farm = from('explore_farm_animals/resource/animals');
const wild = from('explore_world_animals/resource/animals');
const music = from('explore_world_music/resource/music');
const animal = from('erase/resource');
const fish = from('categorization/resource/images/fishes');
const thing = from('categorization/resource/images/others');
const tool = from('categorization/resource/images/tools');
const energy = from('categorization/resource/images/renewable');
const monument = from('categorization/resource/images/monuments');
const building = from('explore_monuments/resource');

/**
The photographs of GCompris that are shipped. Each was looked at and labelled by eye. Taken are real photographs whose subject is an ImageNet class and lies where the usual centre crop keeps it. Left out are look-alikes of a class (a Bactrian for an Arabian camel), pictures whose main subject has no class, drawings, recognisable people, and buildings that ImageNet tells apart by use, which a picture does not show (church, monastery, palace).
A picture has several classes where ImageNet itself has no line between them (château: castle or palace; cup on a saucer: cup or coffee mug).
*/
export const gcomprisSelection: readonly Choice[] = [
	farm('cat', 'kitten-playing', 281, 282, 285),
	farm('chicken', 'hens', 8),
	farm('dog', 'german-shepherd', 235),
	farm('pig', 'hog', 341),
	wild('bison', 'bison', 347),
	wild('dragon', 'komodo-dragon', 48),
	wild('jaguar', 'jaguars', 290),
	wild('koala', 'koala', 105),
	wild('lemur', 'ring-tailed-lemurs', 383),
	wild('panda', 'giant-panda', 388),
	wild('polar_bear', 'polar-bear', 296),
	wild('scarlet_macaw', 'scarlet-macaw', 88),
	music('africa', 'bata-drums', 541),
	animal('chamaeleon', 'chameleon', 47),
	animal('gibbon', 'gibbon', 368),
	animal('gorilla', 'gorilla', 366),
	animal('gosling', 'gosling', 99),
	animal('horse', 'sorrel-horse', 339),
	animal('kitten', 'kitten', 281, 282, 285),
	animal('long_nosed_monkey', 'proboscis-monkey', 376),
	animal('macaque', 'macaque', 373),
	animal('meerkats', 'meerkats', 299),
	animal('nubian_ibex', 'ibex', 350),
	animal('red_panda', 'red-panda', 387),
	animal('spoonbills', 'spoonbills', 129),
	fish('fish9', 'clownfish', 393, 108),
	fish('fish25', 'goldfish', 1),
	fish('fish28', 'puffer', 397),
	thing('baseball', 'baseball', 429),
	thing('bucket', 'milk-pail', 463),
	thing('buffetset', 'painted-cup', 968, 504),
	thing('cup', 'cup-and-saucer', 968, 504),
	thing('erasers', 'eraser', 767),
	thing('pan', 'frying-pan', 567),
	thing('pillow', 'pillow', 721),
	thing('plate', 'plate', 923),
	thing('volleyball', 'volleyball', 890),
	thing('weighingMachine', 'scale', 778),
	tool('hammer2', 'ball-peen-hammer', 587),
	tool('hammer3', 'sledgehammer', 587),
	tool('screwDriver1', 'screwdriver', 784),
	tool('screwDriver2', 'phillips-screwdriver', 784),
	energy('dam1', 'amagase-dam', 525),
	energy('dam3', 'barrage', 525),
	energy('dam5', 'spillway', 525),
	energy('solar1', 'solar-cooker', 807),
	monument('arcDeTriomphe', 'arc-de-triomphe', 873),
	monument('IndiaGate', 'india-gate', 873),
	monument('monument1', 'dome-of-the-rock', 538, 668),
	building('france/chateaudeChambord', 'chambord', 483, 698),
	building('france/chateaudeChenonceau', 'chenonceau', 483, 698),
	building('france/citedeCarcassonne', 'carcassonne', 483),
	building('france/pontduGard', 'pont-du-gard', 888),
	building('germany/neuschwansteinCastle', 'neuschwanstein', 483, 698),
	building('india/gatewayofIndia', 'gateway-of-india', 873),
	building('india/greatStupa', 'great-stupa', 832),
	building('usa/navajo', 'cliff-dwelling', 500),
];

const stamp = from('animals');

/** The photo cut-outs of Tux Paint that are shipped, by the same rules; further, only those whose maker and licence its changelog tells. */
export const tuxpaintSelection: readonly Choice[] = [
	stamp('birds/duck', 'drake', 97),
	stamp('birds/gander', 'gander', 99),
	stamp('birds/hen', 'hen', 8),
	stamp('birds/peacock', 'peacock', 84),
	stamp('birds/pink_flamingo', 'flamingo', 130),
	stamp('birds/rooster', 'rooster', 7),
	stamp('birds/tucan', 'toucan', 96),
	stamp('birds/vulture', 'vulture', 23),
	stamp('insects/mantis', 'mantis', 315),
	stamp('lizards/iguana', 'iguana', 39),
	stamp('mammals/apes/chimp', 'chimpanzee', 367),
	stamp('mammals/apes/gorilla', 'standing-gorilla', 366),
	stamp('mammals/aquatic/orca', 'orca', 148),
	stamp('mammals/aquatic/sea_lion', 'sea-lion', 150),
	stamp('mammals/badger', 'badger', 362),
	stamp('mammals/bears/european-bear', 'brown-bear', 294),
	stamp('mammals/bovines/bison', 'standing-bison', 347),
	stamp('mammals/bovines/ram', 'ram', 348),
	stamp('mammals/camel/dromedary', 'dromedary', 354),
	stamp('mammals/cats/lion', 'lion', 291),
	stamp('mammals/cats/tiger', 'lying-tiger', 292),
	stamp('mammals/cats/tiger_sumatran', 'sumatran-tiger', 292),
	stamp('mammals/dogs/dog', 'husky', 248, 249, 250),
	stamp('mammals/dogs/fox', 'red-fox', 277),
	stamp('mammals/elephant', 'elephant', 101, 385, 386),
	stamp('mammals/hippopotamus', 'hippopotamus', 344),
	stamp('mammals/pig', 'pig', 341),
	stamp('mammals/rodents/beaver', 'beaver', 337),
	stamp('mammals/rodents/marmot', 'marmot', 336),
	stamp('mammals/wildboar', 'wild-boar', 342),
	stamp('marsupials/koala', 'sitting-koala', 105),
	stamp('marsupials/wombat', 'wombat', 106),
];
