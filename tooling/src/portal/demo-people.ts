/** Who the seed creates (`prisma/seed.ts`), for the list of sign-ins. */
export const demoPeople = [
  { email: 'ada.admin@example.com', role: 'admin' },
  { email: 'leo.lead@example.com', role: 'lead' },
  { email: 'sam.support@example.com', role: 'support' },
  { email: 'dana.support@example.com', role: 'support' },
  { email: 'olga.auditor@example.com', role: 'auditor' },
] as const;
