import { countByKeeper } from '../authority/who-keeps.ts';
import type { FieldDatabase, FieldSession } from '../field-db/open-field.ts';
import { checkField } from '../field-db/open-field.ts';
import { FieldError, toFieldError } from '../field-db/field-error.ts';
import { buildAddressOwners } from '../identity/addresses.ts';
import { areCompaniesKnown, buildCompanies, eachUnknownCompany } from '../identity/companies.ts';
import type { InTurn } from '../identity/in-turn.ts';
import { arePeopleKnown, buildPeople, eachUnknownLogin } from '../identity/people.ts';
import { stopFollowing } from '../touched-log/follow-touches.ts';
import { captureDigest } from './capture-digest.ts';
import { captureStatus } from './capture-status.ts';
import { capturedTables } from './captured-tables.ts';
import { captureOnlyKeys, captureTable, releaseTable } from './capture-triggers.ts';
import { resolverLock } from './changes.ts';
import { columnsOfChanges, createOutboundSchema } from './outbound-schema.ts';
import { takeFunction } from './take-function.ts';

/**
 * Installs capture in the Field database: one schema, and triggers on the captured tables. May be repeated. Each table's triggers
 * are made in a transaction of their own that waits for the table's writers at most a moment at a time, because customers queue
 * behind a waiting CREATE TRIGGER. The identity tables are read after the last trigger, part by part and in turn with who resolves changes: what
 * changes meanwhile is captured, and what was resolved before or meanwhile is not written over.
 */
export async function installCapture(field: FieldDatabase, options: { onStep?: (step: string) => void } = {}): Promise<void> {
  const step = options.onStep ?? (() => {});
  await checkField(field, { capture: false });
  try {
    step('schema outbound');
    await bringSchemaUpToDate(field);
    const { installed, isCurrent, blind } = await captureStatus(field);
    // Once there are triggers nobody sees any more that there were none, and this may be killed.
    if (installed && !(isCurrent && blind.length === 0)) await field`delete from outbound.installed`;
    for (const table of capturedTables) {
      step(`capture of ${table.name}`);
      await withoutQueueing(field, table.name, captureTable(table));
    }
    step('people, companies and addresses');
    await bringIdentityUpToDate(field, (work) => field.begin((sql) => whileNobodyResolves(sql, work)) as ReturnType<typeof work>);
    await field.begin(async (sql) => {
      await sql`create table if not exists outbound.installed (at timestamptz not null default clock_timestamp())`;
      await sql`alter table outbound.installed add column if not exists digest text`;
      await sql`insert into outbound.installed (digest) values (${captureDigest})`;
    });
    await analyzeUnknownTables(field);
  } catch (error) {
    throw toFieldError(error);
  }
}

/**
 * Takes capture out of the Field database and leaves it as it was. Quarantine and what waits in the outbox go with it. Throws FieldError
 * `administered_by_hq` while HQ keeps an account: what HQ puts to Field, and the fence, stand on the same schema.
 */
export async function uninstallCapture(field: FieldDatabase): Promise<void> {
  await checkField(field, { capture: false });
  try {
    await refuseWhileHqKeeps(field);
    for (const table of capturedTables) await withoutQueueing(field, table.name, releaseTable(table));
    await field`drop schema if exists outbound cascade`;
  } catch (error) {
    throw toFieldError(error);
  }
}

/** Changes of logins say which person a login is: what HQ puts to Field must find the people whom Field knows. They are taken when HQ puts something. */
const staysCaptured = 'users';

/**
 * Ends capture for good in a Field whose administration HQ keeps: nothing is sent any more, and what waits in the outbox and in quarantine
 * goes, as does what was kept for verification. What HQ puts is taken as before, and the fence stands. `installCapture` begins anew. May be repeated: that also brings up to date what an
 * older release has retired. Throws FieldError `administered_by_field` while Field keeps an account whose changes are captured.
 */
export async function retireCapture(field: FieldDatabase): Promise<void> {
  await checkField(field, { capture: false });
  try {
    const [schema] = await field<{ isThere: boolean }[]>`select to_regclass('outbound.provisioned') is not null as "isThere"`;
    if (!schema?.isThere)
      throw new FieldError('capture_missing', 'Capture is not installed in the Field database: there is nothing to retire.');
    await refuseWhileFieldKeeps(field);
    await bringSchemaUpToDate(field);
    for (const table of capturedTables)
      await withoutQueueing(field, table.name, table.name === staysCaptured ? captureOnlyKeys(table) : releaseTable(table));
    await field.begin(async (sql) => {
      await sql`drop table if exists outbound.installed`;
      // What was captured and not resolved yet says who people are; what is captured from here on waits until HQ puts something.
      await whileNobodyResolves(sql, async () => {
        await sql`delete from outbound.changes`;
        await buildIdentity(sql, (work) => work(sql));
      });
      await stopFollowing(sql);
      await sql`truncate outbound.touches, outbound.touched_log, outbound.truncations, outbound.quarantine`;
    });
  } catch (error) {
    throw toFieldError(error);
  }
}

/** After `retireCapture` records to send come from logins alone, and nobody sends them. */
export async function dropRetiredTouches(sql: FieldSession): Promise<void> {
  await sql`delete from outbound.touches where to_regclass('outbound.installed') is null`;
}

async function bringSchemaUpToDate(field: FieldDatabase): Promise<void> {
  await field.begin((sql) => createOutboundSchema(sql));
  await withoutQueueing(field, 'outbound.changes', columnsOfChanges);
  await field.unsafe(takeFunction);
}

/**
 * The first time people and companies are found. From then on rows that are not as they were known are captured: written over they would seem not
 * to have moved when their change is resolved, and HQ would keep what it has under their former names.
 */
async function bringIdentityUpToDate(field: FieldDatabase, inTurn: InTurn): Promise<void> {
  if (await arePeopleKnown(field))
    await eachUnknownLogin(
      inTurn,
      (sql, rows) => sql`insert into outbound.changes (what, table_name, row_id) select 'row', 'users', * from (${rows}) r`,
    );
  else await buildPeople(field, 'outbound', inTurn);
  if (await areCompaniesKnown(field))
    await eachUnknownCompany(
      inTurn,
      (sql, rows) => sql`insert into outbound.changes (what, table_name, row_id, first_id) select 'row', 'companies', * from (${rows}) r`,
    );
  else await buildCompanies(field, 'outbound', inTurn);
  await buildAddressOwners(field, 'outbound', inTurn);
}

async function buildIdentity(sql: FieldSession, inTurn: InTurn): Promise<void> {
  await buildPeople(sql, 'outbound', inTurn);
  await buildCompanies(sql, 'outbound', inTurn);
  await buildAddressOwners(sql, 'outbound', inTurn);
}

/** What a resolver has read is not written over with what was read before: it has taken the change, and nobody would look again. */
async function whileNobodyResolves<Result>(sql: FieldSession, work: (sql: FieldSession) => Promise<Result>): Promise<Result> {
  await sql`select pg_advisory_xact_lock(${resolverLock})`;
  return work(sql);
}

async function refuseWhileHqKeeps(field: FieldDatabase): Promise<void> {
  const { hq: accounts } = await countByKeeper(field);
  if (accounts === 0) return;
  throw new FieldError(
    'administered_by_hq',
    `HQ keeps the administration of ${accounts} accounts, and puts what it creates to Field through the schema outbound. End capture and keep the rest: pnpm migrate uninstall --retire. To go back to Field instead: pnpm migrate authority move --all --to field, then uninstall.`,
  );
}

/** What has been retired before captures nothing that could be lost. */
async function refuseWhileFieldKeeps(field: FieldDatabase): Promise<void> {
  const { installed } = await captureStatus(field);
  const { field: accounts } = await countByKeeper(field);
  if (!installed || accounts === 0) return;
  throw new FieldError(
    'administered_by_field',
    `Field keeps the administration of ${accounts} accounts, and what changes in them would not be sent any more. When they are to move to HQ: pnpm migrate authority move --all --to hq, then uninstall --retire. To end the migration instead: pnpm migrate uninstall.`,
  );
}

/** A table that was filled a moment ago has no statistics yet, and plans over it are guesses. Statistics are all that this changes. */
async function analyzeUnknownTables(field: FieldDatabase): Promise<void> {
  const names = capturedTables.map((table) => table.name);
  const unknown = await field<{ name: string }[]>`
    select relname as name from pg_stat_user_tables
    where relid = any (select to_regclass(quote_ident(name)) from unnest(${names}::text[]) as name) and last_analyze is null and last_autoanalyze is null`;
  for (const { name } of unknown) await field`analyze ${field(name)}`;
}

const patienceMs = 120_000;

/** Runs DDL on one table. Gives the lock up after 200 ms and tries again, so that nobody waits behind it for long. */
async function withoutQueueing(field: FieldDatabase, table: string, statements: string): Promise<void> {
  const deadline = performance.now() + patienceMs;
  for (let pauseMs = 50; ; pauseMs = Math.min(pauseMs * 2, 2000)) {
    try {
      await field.begin((sql: FieldSession) => sql.unsafe(`set local lock_timeout = '200ms'; ${statements}`));
      return;
    } catch (error) {
      const locked = typeof error === 'object' && error !== null && 'code' in error && error.code === '55P03';
      if (!locked) throw error;
      if (performance.now() > deadline) {
        throw new FieldError(
          'failed',
          `A transaction holds ${table} for longer than ${patienceMs / 1000} s. Find it in pg_stat_activity, or run the command again later.`,
          { cause: error },
        );
      }
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }
}
