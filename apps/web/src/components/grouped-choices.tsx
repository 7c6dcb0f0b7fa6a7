// A box to tick for each of many things, folded away by what they belong to.
import type { ComponentProps } from 'react';

export interface ChoiceGroup {
  readonly key: string;
  readonly title: string;
  readonly choices: readonly { readonly value: string; readonly words: string }[];
}

interface GroupedChoicesProps {
  readonly groups: readonly ChoiceGroup[];
  /** At first: where one of them is, a group is unfolded. */
  readonly chosen: readonly string[];
  readonly box: (value: string) => ComponentProps<'input'>;
}

export function GroupedChoices({ groups, chosen, box }: GroupedChoicesProps) {
  return (
    <div className="flex flex-col gap-1.5 rounded-md border border-line p-3">
      {groups.map(({ key, title, choices }) => (
        <details key={key} open={choices.some(({ value }) => chosen.includes(value))}>
          <summary className="min-h-8 cursor-pointer py-1 font-medium">{title}</summary>
          <div className="flex flex-col gap-1 pb-2 pl-4">
            {choices.map(({ value, words }) => (
              <Choice key={value} box={box(value)} words={words} />
            ))}
          </div>
        </details>
      ))}
    </div>
  );
}

export function Choice({ box, words }: { readonly box: ComponentProps<'input'>; readonly words: string }) {
  return (
    <label className="flex min-h-6 items-start gap-2">
      <input type="checkbox" {...box} className="mt-1 accent-accent" />
      <span>{words}</span>
    </label>
  );
}
