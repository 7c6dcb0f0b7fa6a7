'use client';
// Where the portal's own frame could not be put together either, as when the database does not answer.
import { ErrorPage, type ErrorPageProps } from '@/features/shell/error-page.tsx';

export default function FramelessErrorPage(props: ErrorPageProps) {
  return (
    <main className="px-4">
      <ErrorPage {...props} />
    </main>
  );
}
