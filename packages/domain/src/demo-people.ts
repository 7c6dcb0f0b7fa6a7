// Who is there in demo mode, and nowhere else: two teams, and at least one person of each role. They share one
// password, made once for each installation, so a start beside a real cluster looks for them and warns.
import type { Role } from '@portal/types';

export const demoTeams = ['Voice support', 'Desktop support'] as const;
type DemoTeam = (typeof demoTeams)[number];

export interface DemoPerson {
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  readonly team: DemoTeam | null;
}

export const demoPeople: readonly DemoPerson[] = [
  { name: 'Ada Admin', email: 'ada.admin@example.com', role: 'admin', team: null },
  { name: 'Leo Lead', email: 'leo.lead@example.com', role: 'lead', team: 'Voice support' },
  { name: 'Sam Support', email: 'sam.support@example.com', role: 'support', team: 'Voice support' },
  { name: 'Dana Support', email: 'dana.support@example.com', role: 'support', team: 'Desktop support' },
  { name: 'Olga Auditor', email: 'olga.auditor@example.com', role: 'auditor', team: null },
];
