// Types alone, so that browser code which imports this package pulls in no server code. What runs is in the package's
// other entry points: `/trpc`, `/rest`, `/openapi`, and for browsers `/client-error`.
export type { ApiErrorData } from './client-error.ts';
export type { ApiContext } from './context.ts';
export type { AppRouter, RouterInputs, RouterOutputs } from './router.ts';
