import { redirect } from 'next/navigation';
import { accountTabs } from '@/features/account/account-rooms.ts';

export default function AccountPage(): never {
  redirect(accountTabs[0].href);
}
