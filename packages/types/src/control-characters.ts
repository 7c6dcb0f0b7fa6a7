// Control characters, spelled out: without the `u` flag, which generated clients leave out, `\p{Cc}` means something else.

/** DEL and C1. */
const upper = String.raw`\x7f-\x9f`;

/** All of them, as the inside of a character class. */
const all = String.raw`\x00-\x1f${upper}`;

export const withoutControls = new RegExp(`^[^${all}]*$`);
/** Tab and line feed are left in. */
export const withoutControlsButLines = new RegExp(String.raw`^[^\x00-\x08\x0b-\x1f${upper}]*$`);
