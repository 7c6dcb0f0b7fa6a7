// The database as the rest of the portal sees it: the domain's ports, and nothing that could write past them.
export { NotSealedError } from './audit-seals/checkpoint-file.ts';
export type { FeedBatch } from './audit-seals/feed-batches.ts';
export { sealKeyOf } from './audit-seals/seal.ts';
export { ClaimLostError, type Claims, createClaims } from './claims.ts';
export type { ConnectionOptions } from './connection.ts';
export { type Connections, createDatabase, type Database, openConnections } from './database.ts';
export { UnauditedMutationError } from './database-errors.ts';
export type { People } from './readers/people-reader.ts';
export { checkOwnerConnection } from './session.ts';
export { parseToken } from './token-form.ts';
export type { Tokens } from './tokens.ts';
