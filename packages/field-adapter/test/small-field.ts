import { readFile } from 'node:fs/promises';
import { testDatabase } from '@hq-field/testkit';
import postgres from 'postgres';
import { MemoryHq } from './memory-hq.ts';
import {
  type AccountState,
  type AccountStates,
  createDelivery,
  createRelay,
  type FieldDatabase,
  installCapture,
  openField,
  walkAccount,
} from '../src/index.ts';
import { quarantinedKeys } from '../src/quarantine/quarantine.ts';
import { readRecords } from '../src/field-db/read-records.ts';
import { mapRecord } from '../src/mapping/map-record.ts';
import { entityNames } from '@hq-field/contracts';

/** States of accounts in memory, as committed as a variable is. */
export class MemoryStates implements AccountStates {
  readonly states = new Map<string, AccountState>();
  readonly found: string[] = [];
  look = async (accounts: readonly string[]) =>
    new Map(accounts.flatMap((account) => (this.states.has(account) ? [[account, this.states.get(account) as AccountState]] : [])));
  begun = async () => [...this.states.values()].some((state) => state !== 'planned');
  discovered = async (accounts: readonly string[]) => void this.found.push(...accounts);
}

export const guid = (table: string, id: number) =>
  `${{ accounts: 'a', users: 'b', companies: 'c', projects: 'd', contacts: 'e' }[table] ?? 'f'}0000000-0000-4000-8000-${String(id).padStart(12, '0')}`;

/** A Field database of a test, with capture installed, an HQ in memory, and short words for making rows. */
export async function smallField() {
  const database = await testDatabase('legacy_field', async (url) => {
    const sql = postgres(url, { max: 1, onnotice: () => {} });
    await sql.unsafe(await readFile(new URL('../legacy-schema.sql', import.meta.url), 'utf8'));
    await sql.end();
  });
  const field = openField(database.url);
  await installCapture(field);
  const hq = new MemoryHq();
  const states = new MemoryStates();
  const delivery = createDelivery({ field, client: hq.client, states });
  const relay = createRelay({ field, delivery, states, leaseSeconds: 1 });
  return {
    url: database.url,
    field,
    hq,
    states,
    delivery,
    relay,
    make: (table: string, row: Record<string, unknown>) => make(field, table, row),
    /** Backfills one account, the move first, as the runner does. */
    async backfill(account: string) {
      states.states.set(account, 'backfilling');
      for await (const page of walkAccount(field, { account, after: null, pageSize: 1000 })) await delivery.deliver(page.records);
      states.states.set(account, 'live');
    },
    /** Relays until nothing waits. */
    async drain() {
      for (;;) {
        const { resolved, claimed } = await relay.pass(500);
        const [row] = await field`select (select count(*) from outbound.changes) + (select count(*) from outbound.touches) as left`;
        if (resolved === 0 && claimed === 0 && Number(row?.['left']) === 0) return;
      }
    },
    async close() {
      await field.end({ timeout: 1 });
      await database.drop();
    },
  };
}

export type SmallField = Awaited<ReturnType<typeof smallField>>;

async function make(field: FieldDatabase, table: string, row: Record<string, unknown>): Promise<number> {
  const [next] = await field<{ id: string }[]>`select nextval(pg_get_serial_sequence(${table}, 'id')) as id`;
  const id = Number(next?.id);
  const named = ['accounts', 'users', 'companies', 'projects', 'contacts'].includes(table) ? { guid: guid(table, id) } : {};
  await field`insert into ${field(table)} ${field({ id, ...named, ...row })}`;
  return id;
}

/** What HQ must hold when Field is quiet: the canonical mapping of everything, except what is in quarantine or refused. */
export async function expectedOf({ field }: SmallField): Promise<Map<string, unknown>> {
  const expected = new Map<string, unknown>();
  const aside = new Set((await quarantinedKeys(field)).map((key) => `${key.entity} ${key.externalId}`));
  for (const entity of entityNames) {
    const keys = await allKeys(field, entity);
    for (const [externalId, row] of await readRecords(field, entity, keys)) {
      const { data } = mapRecord(entity, row as never);
      if (data !== null && !aside.has(`${entity} ${externalId}`)) expected.set(`${entity} ${externalId}`, data);
    }
  }
  return expected;
}

async function allKeys(field: FieldDatabase, entity: string): Promise<string[]> {
  const person = field`select a.guid::text as parent, l.person as child from accounts a cross join outbound.logins l where l.living`;
  const onProject = field`select p.guid::text as parent, l.person as child from projects p cross join outbound.logins l where l.living`;
  const companies = field`select p.guid::text as parent, n.canonical as child from projects p cross join outbound.company_names n where n.living`;
  const queries: Record<string, Promise<readonly { parent?: string; child: string }[]>> = {
    account: field<{ child: string }[]>`select guid::text as child from accounts`,
    user: field<{ child: string }[]>`select guid::text as child from users`,
    company: field<{ child: string }[]>`select guid::text as child from companies`,
    project: field<{ child: string }[]>`select guid::text as child from projects`,
    accountMember: person as never,
    projectMember: onProject as never,
    projectCompany: companies as never,
  };
  const rows = await (queries[entity] as Promise<readonly { parent?: string; child: string }[]>);
  return [...new Set(rows.map((row) => (row.parent === undefined ? row.child : `${row.parent}:${row.child}`)))];
}
