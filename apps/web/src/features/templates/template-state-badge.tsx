// Whether a template is on offer, in a dot and a word.
import type { TemplateState } from '@portal/types';
import { useTranslations } from 'next-intl';
import { Badge } from '@/components/badge.tsx';
import type { Tone } from '@/components/tone.ts';

const tones = { available: 'good', deprecated: 'warn', disabled: 'bad' } as const satisfies Record<TemplateState, Tone>;

export function TemplateStateBadge({ state }: { readonly state: TemplateState }) {
  const t = useTranslations('templates.states');
  return <Badge tone={tones[state]}>{t(state)}</Badge>;
}
