'use client';
// A secret that was just made: the only time that anybody sees it.
import { Button } from './button.tsx';
import { CopyButton } from './copy-button.tsx';
import { Notice } from './notice.tsx';

interface ShownSecretProps {
  readonly secret: string;
  readonly words: { readonly copy: string; readonly keepSafe: string; readonly done: string };
  readonly close: () => void;
}

export function ShownSecret({ secret, words, close }: ShownSecretProps) {
  return (
    <div className="flex flex-col gap-4">
      <div className="flex items-start gap-2 rounded-md bg-sunken p-3">
        <code className="min-w-0 flex-1 font-mono text-[0.8125rem] break-all">{secret}</code>
        <CopyButton text={secret} label={words.copy} />
      </div>
      <Notice kind="warn">{words.keepSafe}</Notice>
      <Button variant="primary" className="self-end" onClick={close}>
        {words.done}
      </Button>
    </div>
  );
}
