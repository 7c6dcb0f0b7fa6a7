// How long is left until a moment, in the two largest units that matter: days and hours far off, seconds in the last
// ten minutes.

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
const secondsShownBelow = 10 * minute;

export interface TimeLeft {
  readonly unit: 'days' | 'hours' | 'minutes' | 'seconds' | 'none';
  readonly days: number;
  readonly hours: number;
  readonly minutes: number;
  readonly seconds: number;
}

const unitOf = (leftMs: number): TimeLeft['unit'] => {
  if (leftMs <= 0) return 'none';
  if (leftMs < secondsShownBelow) return 'seconds';
  if (leftMs < hour) return 'minutes';
  return leftMs < day ? 'hours' : 'days';
};

export const timeLeft = (until: number, now: number): TimeLeft => {
  const leftMs = until - now;
  const rest = Math.max(0, leftMs);
  return {
    unit: unitOf(leftMs),
    days: Math.floor(rest / day),
    hours: Math.floor((rest % day) / hour),
    minutes: Math.floor((rest % hour) / minute),
    seconds: Math.floor((rest % minute) / second),
  };
};

export type Urgency = 'calm' | 'soon' | 'now';

/** Four hours ahead (half a working day) it is time to think of it; an hour ahead it is urgent. */
export const urgencyOf = (until: number, now: number): Urgency => {
  if (until - now < hour) return 'now';
  return until - now < 4 * hour ? 'soon' : 'calm';
};
