'use client';
// Whether the person who is signed in may act in the administration, not only look: the server decides, this only spares
// everybody else buttons that would be refused.
import { useMe } from '@/features/account/queries.ts';

export const useAdministers = (): boolean => useMe().principal.role === 'admin';
