// The ways of reaching a VM that pages show. The console is reached through the portal, which does not relay it yet.
import type { AccessMethod } from '@portal/types';

type ShownAccess = Exclude<AccessMethod, 'console'>;

export const shownAccess = (methods: readonly AccessMethod[]): readonly ShownAccess[] =>
  methods.filter((method) => method !== 'console');
