// Which audit rows a deployment's page shows; asked for by the server before the page is sent, and by the browser.
import type { ListAudit } from '@portal/types';

const shownEntries = 20;

export const activityFilter = (deploymentId: string): ListAudit => ({
  subjectType: 'deployment',
  subjectId: deploymentId,
  limit: shownEntries,
});
