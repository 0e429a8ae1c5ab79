export type Size = {readonly width: number; readonly height: number};

/** A picture of 8-bit RGB, row by row: 3 · width · height bytes. */
export type Picture = Size & {readonly pixels: Uint8Array};

/** A part of a picture, in whole pixels. */
export type Region = Size & {readonly left: number; readonly top: number};
