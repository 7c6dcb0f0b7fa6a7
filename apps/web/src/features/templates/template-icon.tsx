// The sign of a template's system. The drawings are one file that browsers keep, and no page's JavaScript.
import type { TemplateIcon as Icon } from '@portal/types';
import { clsx } from 'clsx';
import { useTranslations } from 'next-intl';
import drawings from './template-icons.svg';

interface NamedTemplate {
  readonly icon: Icon;
  readonly name: string;
}

export function TemplateName({ icon, name }: NamedTemplate) {
  return (
    <span className="inline-flex max-w-full items-center gap-1.5 align-bottom">
      <TemplateIcon icon={icon} className="size-3.5" />
      <span className="min-w-0 wrap-anywhere">{name}</span>
    </span>
  );
}

export function TemplateIcon({ icon, className = 'size-5' }: { readonly icon: Icon; readonly className?: string }) {
  const t = useTranslations('templates.icons');
  return (
    <svg role="img" aria-label={t(icon)} fill="currentColor" className={clsx('shrink-0', className)}>
      <use href={`${drawings.src}#${icon}`} />
    </svg>
  );
}
