// Whether the migrations that a database has seen allow this code to run on it; if not, says why and what to do.
import type { DiagnoseMigrationHistoryOutput } from '@prisma/schema-engine-wasm';

/** The database is left as it was. */
export class MigrationRefusedError extends Error {
  override readonly name = 'MigrationRefusedError';
}

const list = (names: readonly string[]): string => names.join(', ');

const unknownHere = ({ history }: DiagnoseMigrationHistoryOutput): readonly string[] =>
  history === null || history.diagnostic === 'databaseIsBehind' ? [] : history.unpersistedMigrationNames;

/** `first`: the first migration that this code knows. */
export const refusalOf = (found: DiagnoseMigrationHistoryOutput, first: string): MigrationRefusedError | null => {
  if (found.failedMigrationNames.length > 0) {
    return new MigrationRefusedError(
      `A migration failed half-way on this database: ${list(found.failedMigrationNames)}. Nothing was done. ` +
        'Restore the backup that was taken before it, or repair the tables by hand and delete its row from ' +
        '_prisma_migrations; then migrate again.',
    );
  }
  const unknown = unknownHere(found);
  const earlier = unknown.filter((name) => name < first);
  if (earlier.length > 0) {
    return new MigrationRefusedError(
      `The database was made by a release from before the tables were made anew (${list(earlier)}), and cannot be ` +
        'brought up to date. Nothing was done. Keep it for reading, and give the portal an empty database.',
    );
  }
  if (unknown.length > 0) {
    return new MigrationRefusedError(
      `The database is newer than this code: it has migrations that are not known here (${list(unknown)}). ` +
        'Nothing was done. Run the version of the portal that made them, or a later one.',
    );
  }
  if (found.editedMigrationNames.length > 0) {
    return new MigrationRefusedError(
      `Migrations were edited after this database had applied them: ${list(found.editedMigrationNames)}. ` +
        'Nothing was done. Restore the files as they were, and put the change into a new migration.',
    );
  }
  return null;
};
