// The five tones that a state can have. Colour never stands alone: whatever bears a tone has words too.
export type Tone = 'good' | 'busy' | 'neutral' | 'warn' | 'bad';

export const toneSurface = {
  good: 'bg-good-soft text-good-ink',
  busy: 'bg-accent-soft text-accent-ink',
  neutral: 'bg-sunken text-ink-muted',
  warn: 'bg-warn-soft text-warn-ink',
  bad: 'bg-bad-soft text-bad-ink',
} as const satisfies Record<Tone, string>;

export const toneDot = {
  good: 'bg-good',
  busy: 'bg-accent motion-safe:animate-pulse',
  neutral: 'bg-line-strong',
  warn: 'bg-warn',
  bad: 'bg-bad',
} as const satisfies Record<Tone, string>;
