'use client';
// A choice among the values of one filter, or any of them.
import type { ReactNode } from 'react';
import { Select } from '@/components/inputs.tsx';
import type { UrlFilters } from './url-filters.ts';

interface FilterSelectProps {
  readonly filters: UrlFilters;
  readonly name: string;
  readonly label: string;
  /** Words for no choice. */
  readonly any: string;
  readonly className: string;
  readonly children: ReactNode;
}

export function FilterSelect({ filters: { params, set }, name, label, any, className, children }: FilterSelectProps) {
  return (
    <Select
      aria-label={label}
      value={params.get(name) ?? ''}
      onChange={(event) => set({ [name]: event.target.value })}
      className={className}
    >
      <option value="">{any}</option>
      {children}
    </Select>
  );
}
