'use client';
// Whether the person who is signed in has anything to look at in the administration: the server decides, this only
// spares everybody else the way there.
import type { Role } from '@portal/types';
import { useMe } from '@/features/account/queries.ts';

const lookers: readonly Role[] = ['admin', 'auditor'];

export const useSeesAdministration = (): boolean => lookers.includes(useMe().principal.role);
