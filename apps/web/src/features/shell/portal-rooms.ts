// The portal's rooms, in the order of the main menu.
import type { Me } from '@portal/types';
import { adminRoot } from '@/features/admin/admin-rooms.ts';

type Rights = Me['rights'];

const everybody = () => true;

const rooms = [
  { key: 'deployments', href: '/', prefix: '/deployments', isFor: everybody },
  { key: 'templates', href: '/templates', prefix: '/templates', isFor: everybody },
  { key: 'overview', href: '/overview', prefix: '/overview', isFor: ({ overview }: Rights) => overview },
  { key: 'audit', href: '/audit', prefix: '/audit', isFor: everybody },
  {
    key: 'admin',
    href: adminRoot,
    prefix: adminRoot,
    isFor: ({ administration, templates }: Rights) => administration !== 'none' || templates !== 'none',
  },
] as const;

export const roomsFor = ({ rights }: Pick<Me, 'rights'>) => rooms.filter(({ isFor }) => isFor(rights));

export type PortalRoom = (typeof rooms)[number]['key'];
