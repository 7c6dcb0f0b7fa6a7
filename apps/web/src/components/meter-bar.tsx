// A used share of a limit: what is there already, and what would come on top. The figures stand beside it in words.
import { clsx } from 'clsx';

interface MeterBarProps {
  readonly label: string;
  readonly text: string;
  readonly used: number;
  readonly added: number;
  readonly limit: number;
}

const percent = (part: number, limit: number): number => (limit <= 0 ? 100 : Math.min(100, (part / limit) * 100));

export function MeterBar({ label, text, used, added, limit }: MeterBarProps) {
  const over = used + added > limit;
  const usedPercent = percent(used, limit);
  return (
    <div className="flex flex-col gap-1.5">
      <div className="flex items-baseline justify-between gap-3">
        <span className="wrap-anywhere">{label}</span>
        <span className={clsx('tabular-nums', over ? 'font-medium text-bad-ink' : 'text-ink-muted')}>{text}</span>
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: a <meter> shows one part, and this bar has two */}
      <div
        role="meter"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={Math.max(limit, used + added)}
        aria-valuenow={used + added}
        aria-valuetext={text}
        className="flex h-2 overflow-hidden rounded-full bg-sunken"
      >
        <div className={over ? 'bg-bad' : 'bg-line-strong'} style={{ width: `${usedPercent}%` }} />
        <div
          className={over ? 'bg-bad' : 'bg-accent'}
          style={{ width: `${Math.min(percent(added, limit), 100 - usedPercent)}%` }}
        />
      </div>
    </div>
  );
}
