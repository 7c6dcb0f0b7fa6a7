'use client';
// The typed client of the portal's own procedures. Features build their queries on it, each in one `queries.ts`.
import type { AppRouter } from '@portal/api';
import { createTRPCReact } from '@trpc/react-query';

export const api = createTRPCReact<AppRouter>({ abortOnUnmount: true });
