// Making the first administrator, over HTTP: the one route of signing in that is none of the library's.
import { type ActorContext, passwordLinkPath, type SetUp, systemActor } from '@portal/domain';
import { setUpSchema } from '@portal/types';

/** Answers where the password is set, behind the portal's address. */
export const beginSetUp = async (setUp: SetUp, request: Omit<ActorContext, 'principal'>, body: unknown) => ({
  path: passwordLinkPath(await setUp.begin({ ...systemActor('set-up'), ...request }, setUpSchema.parse(body))),
});
