/*
What a name of a zone, a chip or a clock says about the part that it belongs to: kinds of names, of all makers together. A part is found by the first kind that fits.
*/

/** Kinds of names; `indirect` tells the CPU's temperature from elsewhere. */
export type NameKind = 'cpu' | 'gpu' | 'npu' | 'package' | 'other' | 'unknown';

export type Named = {readonly kind: NameKind; readonly isIndirect?: boolean};

/** A pattern of alternatives, in any case. */
const anyOf = (...alternatives: readonly string[]): RegExp =>
	new RegExp(alternatives.join('|'), 'i');

/** Not a processor, whatever else its name holds: `charger-thermal`, `CPUTIN` (a thermistor on the mainboard), `pmic-die`. */
const otherPattern = anyOf(
	// Supplies and batteries. Qualcomm's `socd` is a state of charge, `bcl` limits the battery's current.
	String.raw`charg|batt|\bbms|^bat\d|sbs|ucsi|tcpm|ac adapter|power_meter|\bsocd\b|\bbcl|vbat|ibat|\bpsu|corsair|\bups\b`,
	String.raw`pmic|\bpm[a-z]?\d{3,}|\bpmk|\bpmr|\bvr[md]?\b|\btvr\b`,
	// The case and the board.
	String.raw`skin|tskn|quiet|ambient|\bambf|board|chassis|hot-surface|systin|cputin|auxtin|fan-est|int3400|\btsr?\d|\bsen\d|\bgen\d|\bvir\d|-ntc|\bntc|sys-?therm|\bother\b|t_sensor|water|coolant|mtkts(?:ap|\d)|nouveau|radeon`,
	// Memory and drives.
	String.raw`dimm|ddr|dram|\bdmc\b|\bmem\b|mem-thermal|tmem|\bdrc\d|jc42|spd5118|ee1004|nvme|ssd|\bhdd|drivetemp|emmc|nand|flash|\bmmc|ngff|ufs`,
	// Radios, networks, buses, clocks.
	String.raw`modem|mdm|\bmd\d|mmw|conn|wifi|wlan|iwl|ath\d+k|\bmt7[69]\d\d|rtw|phy\d|\bphy\b|\beth|ethernet|sfp|mlx\d|r8169|\bigb\b|ixgbe|i40e|\bbnxt|atlantic|serdes|fman|usb|pch|rp1|rtc|\bxo\b|xo-therm|aoss`,
	// Pictures and sound.
	String.raw`camera|\bcam\d|video|\bvdo|\bimg\b|\bisp\b|hevc|\bve\b|display|lcd|adsp|lpass|\biva\b`,
);

const npuPattern =
	/npu|nsp|cdsp|hvx|hta|\bapu|\bmdla|vpu|\bnna\b|\bc7x|dla|\bbpu|cv\d|\btiu|pva|mlu|\baur\b/i;
const gpuPattern = /gpu|v3d|g3d|mali|panfrost|ga10b|gv11b|gp10b|\bgpc\b|adreno|kgsl/i;
/** Before the CPU's: TI's `core_thermal` is the die beside the cores. */
const dieFirstPattern = /^core[_-]thermal/i;
const cpuPattern =
	/cpu|core|cluster|k10temp|zenpower|tctl|tdie|tccd|x86_pkg|package id|b0d4|\bbig\b|\bmid\b|little|\bapc\b|silver|gold|\bprime\b|processor|powerclamp|thermal-idle|\barm\b|\bmpu\b|\bc?a[3578]\d\b|atlas|apollo|c910|denver|krait|kryo|applesmc tc/i;
const packagePattern =
	/soc|\btj|package|center|\bdie\b|bcm\d|imx_thermal|\bana(?:mix)?\b|\b(?:main|wkup)\d|\bmcu\b|\b(?:aux|ao|pll)-therm|tdiode|lvts|tsens|\bap-ic|meson/i;

/** Chips of mainboards and keyboards that hear the CPU's temperature from elsewhere; whatever else they measure is the board's. */
const indirectPattern =
	/peci|dell_smm|thinkpad|asus|acpitz|nct\d|it8\d|w83|f718|applesmc|hp_wmi|gigabyte_wmi|cros_ec/i;

/** The part that a name speaks of; `unknown`: it says nothing. */
export const partOfName = (given: string): Named => {
	// An underscore is a letter to a pattern's border of words.
	const name = given.includes('_') ? `${given} ${given.replaceAll('_', '-')}` : given;
	if (/acpitz|peci/i.test(name)) {
		return {kind: 'cpu', isIndirect: true};
	}

	if (otherPattern.test(name)) {
		return {kind: 'other'};
	}

	const isIndirect = indirectPattern.test(name);
	const kinds: ReadonlyArray<readonly [RegExp, NameKind]> = [
		[npuPattern, 'npu'],
		[gpuPattern, 'gpu'],
		[dieFirstPattern, 'package'],
		[cpuPattern, 'cpu'],
		[packagePattern, 'package'],
	];
	const kind = kinds.find(([pattern]) => pattern.test(name))?.[1];
	if (kind === undefined) {
		return {kind: isIndirect ? 'other' : 'unknown'};
	}

	return {kind, ...(isIndirect && {isIndirect})};
};

/** Of devfreq: a bus, a codec or a memory controller is no processor. */
export const partOfClock = (name: string): Named => {
	if (/^cpu\d+$/.test(name)) {
		return {kind: 'cpu'};
	}

	if (/nvd(?!la)|nvenc|vic|dmc|ddr|memory|\bbus|cci|emc|ufs|llcc/i.test(name)) {
		return {kind: 'other'};
	}

	return npuPattern.test(name)
		? {kind: 'npu'}
		: gpuPattern.test(name)
			? {kind: 'gpu'}
			: {kind: 'other'};
};
