// A number field over a value that is null while the field holds no number, shown in another unit where `scale` says how many of
// the value's units one shown unit has: 1024 where MiB are shown as GiB.
import type { ComponentProps } from 'react';
import { TextInput } from '@/components/inputs.tsx';

interface NumberInputProps extends Omit<ComponentProps<'input'>, 'value' | 'onChange' | 'min' | 'max' | 'step'> {
  readonly value: number | null;
  readonly onChange: (value: number | null) => void;
  readonly min: number;
  readonly max?: number;
  readonly step?: number;
  readonly scale?: number;
}

export function NumberInput({ value, onChange, min, max, step = 1, scale = 1, ...rest }: NumberInputProps) {
  const read = (text: string): void => {
    const amount = Number(text);
    onChange(text.trim() === '' || !Number.isFinite(amount) ? null : Math.round(amount * scale));
  };
  return (
    <TextInput
      {...rest}
      type="number"
      inputMode={scale === 1 ? 'numeric' : 'decimal'}
      min={min / scale}
      max={max === undefined ? undefined : max / scale}
      step={step / scale}
      value={value === null ? '' : String(value / scale)}
      onChange={(event) => read(event.target.value)}
    />
  );
}
