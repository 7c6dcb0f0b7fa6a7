// Colours as browsers reckon with them: mixtures in Oklab (CSS Color 4, `color-mix(in oklab, …)`), and contrast (WCAG 2.2).

/** Red, green and blue, linear, from 0 to 1. */
export type Rgb = readonly [number, number, number];

const toLinear = (part: number): number => (part <= 0.040_45 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);

/** `#rrggbb` */
export const rgbOf = (hex: string): Rgb => {
  const part = (from: number): number => toLinear(Number.parseInt(hex.slice(from, from + 2), 16) / 255);
  return [part(1), part(3), part(5)];
};

type Matrix = readonly [Rgb, Rgb, Rgb];

const times = (matrix: Matrix, [a, b, c]: Rgb): Rgb => {
  const row = ([x, y, z]: Rgb): number => x * a + y * b + z * c;
  return [row(matrix[0]), row(matrix[1]), row(matrix[2])];
};

const each = ([a, b, c]: Rgb, change: (part: number) => number): Rgb => [change(a), change(b), change(c)];

/** https://bottosson.github.io/posts/oklab/ */
const coneOfRgb: Matrix = [
  [0.412_221_470_8, 0.536_332_536_3, 0.051_445_992_9],
  [0.211_903_498_2, 0.680_699_545_1, 0.107_396_956_6],
  [0.088_302_461_9, 0.281_718_837_6, 0.629_978_700_5],
];
const labOfCone: Matrix = [
  [0.210_454_255_3, 0.793_617_785, -0.004_072_046_8],
  [1.977_998_495_1, -2.428_592_205, 0.450_593_709_9],
  [0.025_904_037_1, 0.782_771_766_2, -0.808_675_766],
];
const coneOfLab: Matrix = [
  [1, 0.396_337_777_4, 0.215_803_757_3],
  [1, -0.105_561_345_8, -0.063_854_172_8],
  [1, -0.089_484_177_5, -1.291_485_548],
];
const rgbOfCone: Matrix = [
  [4.076_741_662_1, -3.307_711_591_3, 0.230_969_929_2],
  [-1.268_438_004_6, 2.609_757_401_1, -0.341_319_396_5],
  [-0.004_196_086_3, -0.703_418_614_7, 1.707_614_701],
];

const oklabOf = (colour: Rgb): Rgb => times(labOfCone, each(times(coneOfRgb, colour), Math.cbrt));
const rgbOfOklab = (lab: Rgb): Rgb =>
  each(
    times(
      rgbOfCone,
      each(times(coneOfLab, lab), (part) => part ** 3),
    ),
    (part) => Math.min(1, Math.max(0, part)),
  );

/** `color-mix(in oklab, colour percent%, rest)` */
export const mixed = (colour: Rgb, percent: number, rest: Rgb): Rgb => {
  const [one, other] = [oklabOf(colour), oklabOf(rest)];
  const between = (index: 0 | 1 | 2): number => (one[index] * percent + other[index] * (100 - percent)) / 100;
  return rgbOfOklab([between(0), between(1), between(2)]);
};

const luminanceOf = ([red, green, blue]: Rgb): number => 0.2126 * red + 0.7152 * green + 0.0722 * blue;

/** From 1 to 21. */
export const contrastOf = (one: Rgb, other: Rgb): number => {
  const [a, b] = [luminanceOf(one), luminanceOf(other)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
};
