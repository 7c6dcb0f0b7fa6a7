// The database connection of Prisma's schema engine. The engine runs as WebAssembly on a driver adapter, and the
// published adapter for pg is unfit for migrations in three ways, mended here: it cuts scripts at every semicolon
// (function bodies fall apart), its shadow database is the live one when it is given a URL, and it cannot read the
// catalog's "char" columns.
import { randomUUID } from 'node:crypto';
import { PrismaPg } from '@prisma/adapter-pg';
import {
  type ColumnType,
  ColumnTypeEnum,
  isDriverAdapterError,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
  type SqlQuery,
  type SqlResultSet,
} from '@prisma/driver-adapter-utils';
import pg from 'pg';

/** Types of the catalog queries that read "char" (18). It must not be called Text: the engine panics. */
const catalogColumnTypes = new Map<number, ColumnType>([
  [16, ColumnTypeEnum.Boolean],
  [18, ColumnTypeEnum.Character],
  [19, ColumnTypeEnum.Text],
  [20, ColumnTypeEnum.Int64],
  [21, ColumnTypeEnum.Int32],
  [23, ColumnTypeEnum.Int32],
  [25, ColumnTypeEnum.Text],
  [26, ColumnTypeEnum.Int64],
  [1009, ColumnTypeEnum.TextArray],
]);

const columnTypeOf = (oid: number): ColumnType => {
  const type = catalogColumnTypes.get(oid);
  if (type === undefined) throw new Error(`A catalog query of the schema engine returned type ${oid}, unknown here.`);
  return type;
};

const queryCatalog = async (pool: pg.Pool, query: SqlQuery): Promise<SqlResultSet> => {
  const result = await pool.query<unknown[]>({ text: query.sql, values: [...query.args], rowMode: 'array' });
  return {
    columnNames: result.fields.map((field) => field.name),
    columnTypes: result.fields.map((field) => columnTypeOf(field.dataTypeID)),
    rows: result.rows,
  };
};

const mended = (adapter: SqlDriverAdapter, pool: pg.Pool, dispose: () => Promise<void>): SqlDriverAdapter => ({
  provider: adapter.provider,
  adapterName: adapter.adapterName,
  executeRaw: (query) => adapter.executeRaw(query),
  startTransaction: (level) => adapter.startTransaction(level),
  getConnectionInfo: () => adapter.getConnectionInfo?.() ?? { supportsRelationJoins: true },
  queryRaw: async (query) => {
    try {
      return await adapter.queryRaw(query);
    } catch (error) {
      if (!isDriverAdapterError(error) || error.cause.kind !== 'UnsupportedNativeDataType') throw error;
      return queryCatalog(pool, query);
    }
  },
  // One simple-protocol message: the whole script is one transaction, so a failing migration leaves nothing behind.
  executeScript: async (script) => {
    await pool.query(script);
  },
  dispose,
});

const withDatabase = (url: string, database: string): string => {
  const parsed = new URL(url);
  parsed.pathname = `/${database}`;
  return parsed.href;
};

export interface MigrationAdapter {
  readonly factory: SqlMigrationAwareDriverAdapterFactory;
  /** Ends the connections that the engine leaves open. */
  close(): Promise<void>;
}

export const migrationAdapter = (ownerUrl: string): MigrationAdapter => {
  const opened = new Set<pg.Pool>();
  const open = async (url: string, afterClose: () => Promise<void>): Promise<SqlDriverAdapter> => {
    const pool = new pg.Pool({ connectionString: url, max: 2 });
    opened.add(pool);
    // An idle connection that the server closes is replaced at the next query; unheard, its error would end us.
    pool.on('error', () => undefined);
    return mended(await new PrismaPg(pool).connect(), pool, async () => {
      if (opened.delete(pool)) await pool.end();
      await afterClose();
    });
  };
  const onOwnDatabase = async (statement: string): Promise<void> => {
    const client = new pg.Client({ connectionString: ownerUrl });
    await client.connect();
    try {
      await client.query(statement);
    } finally {
      await client.end();
    }
  };
  const factory: SqlMigrationAwareDriverAdapterFactory = {
    provider: 'postgres',
    adapterName: '@prisma/adapter-pg',
    connect: () => open(ownerUrl, async () => undefined),
    connectToShadowDb: async () => {
      const database = `portal_shadow_${randomUUID().replaceAll('-', '')}`;
      await onOwnDatabase(`CREATE DATABASE "${database}"`);
      return open(withDatabase(ownerUrl, database), () => onOwnDatabase(`DROP DATABASE "${database}"`));
    },
  };
  return {
    factory,
    close: async () => {
      await Promise.all([...opened].map((pool) => pool.end()));
      opened.clear();
    },
  };
};
