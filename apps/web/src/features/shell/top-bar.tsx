'use client';
// The head of every portal page: where one is, what kind of cluster this is, and who is signed in.
import Link from '@/components/link';
import { useMe } from '@/features/account/queries.ts';
import type { AdminRoom } from '@/features/admin/admin-rooms.ts';
import { Commands } from '@/features/commands/commands.tsx';
import { MessageBell } from '@/features/messages/message-bell.tsx';
import type { Face } from '@/server/face.ts';
import { BrandMark } from './brand-mark.tsx';
import { NavLinks } from './nav-links.tsx';
import { SimulatedSign } from './simulated-sign.tsx';
import { UserMenu } from './user-menu.tsx';

interface TopBarProps {
  readonly face: Face;
  /** Of the administration, those that whoever is signed in has. */
  readonly rooms: readonly AdminRoom[];
}

export function TopBar({ face, rooms }: TopBarProps) {
  const { simulation } = useMe();
  return (
    <header className="sticky top-0 z-30 border-b border-line bg-surface">
      <div className="mx-auto flex max-w-[100rem] flex-wrap items-center gap-x-2 gap-y-1 px-4 py-2 sm:gap-x-4 sm:px-6">
        <Link href="/" className="flex items-center gap-2 rounded-md font-semibold">
          <BrandMark logo={face.logo} />
          <span className="max-w-60 truncate max-xl:sr-only">{face.name}</span>
        </Link>
        <NavLinks />
        <div className="ml-auto flex items-center gap-1 sm:gap-2">
          {simulation === null ? null : <SimulatedSign {...simulation} />}
          <Commands rooms={rooms} />
          <MessageBell />
          <UserMenu />
        </div>
      </div>
    </header>
  );
}
