// The two databases that the queue runs on; the second only where TEST_DATABASE_URL names a PostgreSQL server that we may
// make databases on.
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { prepareDatabase } from '../support/prepared-database.ts';
import { temporaryDir } from './harness.ts';

export interface TestStore {
  readonly databaseUrl: string | null;
  readonly dataDir: string;
  remove(): Promise<void>;
}

const serverUrl = process.env.TEST_DATABASE_URL;

async function onServer(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

async function embedded(): Promise<TestStore> {
  const home = temporaryDir();
  await prepareDatabase(home.dir);
  return { databaseUrl: null, dataDir: home.dir, remove: async () => home.remove() };
}

async function server(): Promise<TestStore> {
  const home = temporaryDir();
  const name = `queue_${randomUUID().replaceAll('-', '')}`;
  await onServer(`CREATE DATABASE ${name}`);
  const url = new URL(serverUrl as string);
  url.pathname = `/${name}`;
  return {
    databaseUrl: url.href,
    dataDir: home.dir,
    async remove() {
      home.remove();
      await onServer(`DROP DATABASE ${name} WITH (FORCE)`);
    },
  };
}

type Kind = readonly [name: string, open: () => Promise<TestStore>];

/** For describe.each: the name, and what makes an empty database. */
export const servers: readonly Kind[] = serverUrl ? [['a PostgreSQL server', server]] : [];
export const stores: readonly Kind[] = [['the embedded database', embedded], ...servers];
