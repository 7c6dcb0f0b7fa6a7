/** Of the rows that `list/rows.ts` makes: the id that belongs to a VMID. */
const FIRST_VMID = 10_000;

export const deploymentIdOf = (vmid: number): string =>
  `0190b000-0000-7000-8000-${(vmid - FIRST_VMID).toString(16).padStart(12, '0')}`;
