'use client';
// What the VM is: template, size, owner, why it exists and what is said of it, and for those who administer the cluster where it runs.
import type { Deployment } from '@portal/types';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button } from '@/components/button.tsx';
import { Card } from '@/components/card.tsx';
import { DateTime } from '@/components/date-time.tsx';
import { FactList } from '@/components/fact-list.tsx';
import Link from '@/components/link';
import { Ticket } from '@/components/ticket.tsx';
import { TemplateName } from '@/features/templates/template-icon.tsx';
import { EditDialog } from '../actions/edit-dialog.tsx';
import { useSizeTexts } from '../size-text.ts';

export function FactsCard({ deployment }: { readonly deployment: Deployment }) {
  const t = useTranslations('facts');
  const sizes = useSizeTexts();
  const {
    placement,
    owner,
    team,
    ticket,
    notes,
    tags,
    icon,
    templateName: name,
    templateVersion: version,
  } = deployment;
  return (
    <Card id="facts" title={t('title')} aside={<Edit deployment={deployment} />}>
      <FactList
        facts={[
          [t('template'), <TemplateName key="template" icon={icon} name={t('templateVersion', { name, version })} />],
          [t('vcpus'), sizes.vcpus(deployment.vcpus)],
          [t('memory'), sizes.memory(deployment.memoryMiB)],
          [t('disk'), sizes.disk(deployment.diskGiB)],
          [t('owner'), team === null ? owner.name : t('ownerInTeam', { name: owner.name, team: team.name })],
          [t('ticket'), ticket === null ? null : <Ticket key="ticket" ticket={ticket} />],
          [t('customer'), deployment.customer],
          [t('purpose'), deployment.purpose],
          [t('notes'), notes === null ? null : <Lines key="notes" text={notes} />],
          [t('tags'), tags.length === 0 ? null : <Tags key="tags" tags={tags} />],
          [t('created'), <DateTime key="created" value={deployment.createdAt} />],
          [t('cluster'), placement?.cluster],
          [t('node'), placement?.node],
          [t('vmid'), placement === null ? null : String(placement.vmid)],
        ]}
      />
    </Card>
  );
}

/** Where it cannot be edited, the menu says why. */
function Edit({ deployment }: { readonly deployment: Deployment }) {
  const t = useTranslations('facts');
  const [open, setOpen] = useState(false);
  if (!(deployment.actions.edit.allowed || open)) return null;
  return (
    <>
      <Button size="sm" onClick={() => setOpen(true)}>
        {t('edit')}
      </Button>
      <EditDialog deployment={deployment} open={open} close={() => setOpen(false)} />
    </>
  );
}

function Lines({ text }: { readonly text: string }) {
  return <p className="whitespace-pre-line">{text}</p>;
}

/** Each leads to all that have it. */
function Tags({ tags }: { readonly tags: readonly string[] }) {
  return (
    <ul className="flex flex-wrap gap-x-3">
      {tags.map((tag) => (
        <li key={tag}>
          <Link href={`/?${new URLSearchParams({ tag })}`} className="text-accent-ink wrap-anywhere hover:underline">
            {tag}
          </Link>
        </li>
      ))}
    </ul>
  );
}
