// The frame of the pages that are for whoever has not signed in: the brand, one card, and a line of help.
import type { ReactNode } from 'react';
import { BrandMark } from '@/features/shell/brand-mark.tsx';
import { face } from '@/server/face.ts';

interface EntranceProps {
  /** Across the page, before everything else. */
  readonly above?: ReactNode;
  readonly heading: string;
  readonly besideHeading?: ReactNode;
  readonly help: string;
  readonly children: ReactNode;
}

export function Entrance({ above = null, heading, besideHeading = null, help, children }: EntranceProps) {
  return (
    <>
      {above}
      {/* From the top: what is centred would move with everything that comes to stand below it. */}
      <main className="flex justify-center px-4 pt-[clamp(2.5rem,22dvh,14rem)] pb-10">
        <div className="w-full max-w-sm">
          <div className="mb-5 flex flex-wrap items-center gap-3">
            <BrandMark logo={face().logo} />
            <h1 className="text-lg font-semibold">{heading}</h1>
            {besideHeading}
          </div>
          <div className="flex flex-col gap-4 rounded-xl border border-line bg-surface p-5">{children}</div>
          <p className="mt-4 text-[0.8125rem] text-ink-muted">{help}</p>
        </div>
      </main>
    </>
  );
}
