/** What it takes to ask `may` for each action on each row of a page, were every row another owner's. */
import { may, type Ownership, type UserPrincipal } from '@portal/domain';
import { actionNames, deploymentActions } from '@portal/types';
import { median } from '../statistics.ts';

export const PAGE_ROWS = 50;
const PAGES = 2_000;
const ROUNDS = 9;

const asked = [...deploymentActions.map((action) => actionNames[action]), actionNames.share];

const lead: UserPrincipal = {
  kind: 'user',
  userId: 'owner-0',
  sessionId: 'session',
  name: 'Leo Lead',
  email: 'leo.lead@example.com',
  role: 'lead',
  team: { id: 'team-0', name: 'Voice support' },
  shared: new Map([['deployment-1', 'view']]),
};

/** Those of a team, of others, and one that is shared. */
const page: readonly Ownership[] = Array.from({ length: PAGE_ROWS }, (_, row) => ({
  id: `deployment-${row}`,
  ownerId: `owner-${row}`,
  teamId: `team-${row % 2}`,
}));

const allowedOnPages = (): number => {
  let allowed = 0;
  for (let count = 0; count < PAGES; count += 1) {
    for (const row of page) for (const action of asked) if (may(lead, action, row).allowed) allowed += 1;
  }
  return allowed;
};

/** Milliseconds a page. */
export const rightsOfPageMs = (): number => {
  const rounds = Array.from({ length: ROUNDS }, () => {
    const before = performance.now();
    if (allowedOnPages() === 0) throw new Error('A lead may do nothing.');
    return (performance.now() - before) / PAGES;
  });
  return median(rounds);
};
