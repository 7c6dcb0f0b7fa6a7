'use client';
// Tells screen readers when a deployment that is on the page changes its status by itself, and what failed.
import type { Deployment, DeploymentStatus } from '@portal/types';
import { useTranslations } from 'next-intl';
import { useEffect, useRef, useState } from 'react';

export function StatusAnnouncer({ deployments }: { readonly deployments: readonly Deployment[] }) {
  const t = useTranslations();
  const known = useRef(new Map<string, DeploymentStatus>());
  const [text, setText] = useState('');

  useEffect(() => {
    const changed = deployments.filter(({ id, status }) => (known.current.get(id) ?? status) !== status);
    known.current = new Map(deployments.map(({ id, status }) => [id, status]));
    if (changed.length === 0) return;
    const told = changed.flatMap(({ name, status, failureCode, statusMessage }) => [
      t('list.nowIs', { name, status: t(`status.${status}`) }),
      ...(failureCode === null || statusMessage === null ? [] : [statusMessage]),
    ]);
    setText(told.join(' '));
  }, [deployments, t]);

  return (
    <p role="status" className="sr-only">
      {text}
    </p>
  );
}
