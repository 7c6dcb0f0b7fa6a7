'use client';
// A search box that writes to the address once the typing pauses.
import { Search } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { TextInput } from '@/components/inputs.tsx';

const pauseMs = 300;

interface SearchFieldProps {
  readonly label: string;
  readonly placeholder?: string;
  readonly value: string;
  readonly maxLength: number;
  readonly onSearch: (text: string) => void;
}

export function SearchField({ label, placeholder, value, maxLength, onSearch }: SearchFieldProps) {
  const [text, setText] = useState(value);
  const sent = useRef(value);
  const search = useRef(onSearch);
  search.current = onSearch;

  // The address may change by other means: Back, or "clear filters".
  useEffect(() => {
    if (value === sent.current) return;
    sent.current = value;
    setText(value);
  }, [value]);

  useEffect(() => {
    const wanted = text.trim();
    if (wanted === sent.current) return;
    const timer = setTimeout(() => {
      sent.current = wanted;
      search.current(wanted);
    }, pauseMs);
    return () => clearTimeout(timer);
  }, [text]);

  return (
    <span className="relative block">
      <Search aria-hidden className="pointer-events-none absolute top-2.5 left-2.5 size-4 text-ink-muted" />
      <TextInput
        type="search"
        aria-label={label}
        {...(placeholder !== undefined && { placeholder })}
        value={text}
        maxLength={maxLength}
        onChange={(event) => setText(event.target.value)}
        className="pl-8"
      />
    </span>
  );
}
