// A moment as a browser's field for date and time has it: local, without a zone.

const minuteMs = 60_000;
/** Of `2026-11-22T12:00`. */
const length = 16;

/** As such a field is filled with it. */
export const localOf = (moment: string): string => {
  const at = new Date(moment);
  return new Date(at.getTime() - at.getTimezoneOffset() * minuteMs).toISOString().slice(0, length);
};

/** A date without a time is empty to whoever reads the field's value. */
export const isHalf = (form: HTMLFormElement | null, name: string): boolean => {
  const field = form?.elements.namedItem(name);
  return field instanceof HTMLInputElement && field.validity.badInput;
};

/** Undefined where nothing, or half of it, was written. */
export const momentOf = (local: string): string | undefined => {
  const at = new Date(local);
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
};
