// Around the pages of one's own account: the way from one to the next.
import type { ReactNode } from 'react';
import { AccountTabs } from '@/features/account/account-tabs.tsx';

export default function AccountLayout({ children }: { readonly children: ReactNode }) {
  return (
    <>
      <AccountTabs />
      {children}
    </>
  );
}
