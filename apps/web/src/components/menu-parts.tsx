'use client';
// The parts of a menu, on Base UI. The popup is rendered inside a landmark of its own.
import { Menu as BaseMenu } from '@base-ui/react/menu';
import { clsx } from 'clsx';
import { Check } from 'lucide-react';
import type { ReactElement, ReactNode } from 'react';
import { overlayRegionId } from './overlay-region.tsx';

interface MenuProps {
  readonly trigger: ReactElement;
  readonly children: ReactNode;
}

const region = (): HTMLElement | null =>
  typeof document === 'undefined' ? null : document.getElementById(overlayRegionId);

/** Made when it is first asked for: it begins open. */
export function Menu({ trigger, children }: MenuProps) {
  return (
    <BaseMenu.Root defaultOpen>
      <BaseMenu.Trigger render={trigger} />
      <BaseMenu.Portal container={region()}>
        <BaseMenu.Positioner sideOffset={6} align="end" collisionPadding={8} className="z-40 outline-hidden">
          <BaseMenu.Popup className="max-h-(--available-height) w-max max-w-[min(20rem,calc(100vw-1rem))] min-w-44 overflow-y-auto rounded-lg border border-line bg-surface p-1 text-ink shadow-raised outline-hidden transition-opacity duration-100 data-ending-style:opacity-0 data-starting-style:opacity-0">
            {children}
          </BaseMenu.Popup>
        </BaseMenu.Positioner>
      </BaseMenu.Portal>
    </BaseMenu.Root>
  );
}

const itemClass =
  'flex w-full items-start gap-2.5 rounded-md px-2.5 py-2 text-left outline-hidden select-none data-highlighted:bg-sunken data-disabled:cursor-not-allowed data-disabled:text-ink-muted';

interface MenuItemProps {
  readonly icon?: ReactNode;
  readonly children: ReactNode;
  readonly onSelect?: () => void;
  readonly danger?: boolean;
  /** Why it cannot be chosen now; the item stays readable. */
  readonly disabledReason?: string | undefined;
  readonly render?: ReactElement;
}

export function MenuItem({ icon, children, onSelect, danger = false, disabledReason, render }: MenuItemProps) {
  const disabled = disabledReason !== undefined;
  return (
    <BaseMenu.Item
      disabled={disabled}
      {...(onSelect && { onClick: onSelect })}
      {...(render && { render })}
      className={clsx(itemClass, danger && !disabled && 'text-bad-ink')}
    >
      {icon === undefined ? null : <span className="mt-0.5 [&>svg]:size-4">{icon}</span>}
      <span className="min-w-0">
        {children}
        {disabled ? <span className="block text-xs text-ink-muted">{disabledReason}</span> : null}
      </span>
    </BaseMenu.Item>
  );
}

export function MenuSeparator() {
  return <BaseMenu.Separator className="my-1 h-px bg-line" />;
}

interface MenuSwitchesProps<Value extends string> {
  readonly label: string;
  readonly options: ReadonlyArray<{ readonly value: Value; readonly label: string; readonly isOn: boolean }>;
  readonly onChange: (value: Value, isOn: boolean) => void;
}

/** Any of several, each by itself. */
export function MenuSwitches<Value extends string>({ label, options, onChange }: MenuSwitchesProps<Value>) {
  return (
    <BaseMenu.Group>
      <BaseMenu.GroupLabel className="max-w-60 px-2.5 pt-1.5 pb-1 text-xs font-medium text-ink-muted">
        {label}
      </BaseMenu.GroupLabel>
      {options.map(({ value, label: text, isOn }) => (
        <BaseMenu.CheckboxItem
          key={value}
          checked={isOn}
          onCheckedChange={(checked) => onChange(value, checked)}
          closeOnClick={false}
          className={itemClass}
        >
          <span className="flex-1">{text}</span>
          <BaseMenu.CheckboxItemIndicator className="mt-0.5">
            <Check aria-hidden className="size-4" />
          </BaseMenu.CheckboxItemIndicator>
        </BaseMenu.CheckboxItem>
      ))}
    </BaseMenu.Group>
  );
}

interface MenuChoiceProps {
  readonly label: string;
  readonly value: string;
  readonly options: ReadonlyArray<{ readonly value: string; readonly label: string; readonly icon: ReactNode }>;
  readonly onChange: (value: string) => void;
}

/** One of several, such as the theme. */
export function MenuChoice({ label, value, options, onChange }: MenuChoiceProps) {
  return (
    <BaseMenu.Group>
      <BaseMenu.GroupLabel className="px-2.5 pt-1.5 pb-1 text-xs font-medium text-ink-muted">
        {label}
      </BaseMenu.GroupLabel>
      <BaseMenu.RadioGroup value={value} onValueChange={onChange}>
        {options.map((option) => (
          <BaseMenu.RadioItem key={option.value} value={option.value} closeOnClick={false} className={itemClass}>
            <span className="mt-0.5 [&>svg]:size-4">{option.icon}</span>
            <span className="flex-1">{option.label}</span>
            <BaseMenu.RadioItemIndicator className="mt-0.5">
              <Check aria-hidden className="size-4" />
            </BaseMenu.RadioItemIndicator>
          </BaseMenu.RadioItem>
        ))}
      </BaseMenu.RadioGroup>
    </BaseMenu.Group>
  );
}
