import { nameKey } from '@hq-field/contracts';
import type postgres from 'postgres';
import type { FieldSession } from '../field-db/open-field.ts';
import type { IdentitySchema } from '../field-db/records.ts';
import { eachPage, type InTurn, readAndGroup } from './in-turn.ts';

interface NameRow {
  id: string;
  guid: string;
  accountId: string | null;
  name: string | null;
  living: boolean;
}

/** A company row whose canonical company is another than before. */
interface MovedCompany {
  companyId: string;
  before: string | null;
  after: string | null;
}

export interface RefreshedCompanies {
  /** The rows by which other records know another company than before: those that became part of another one, and those that came, went or changed account. */
  moved: MovedCompany[];
  /** Rows of which nothing was known before. */
  came: string[];
}

/** Reads all companies into the identity tables and finds those that are one. */
export function buildCompanies(sql: FieldSession, schema: IdentitySchema, inTurn: InTurn = (work) => work(sql)): Promise<void> {
  const group = async (session: FieldSession) => void (await regroup(session, schema, null));
  return readAndGroup(inTurn, { schema, table: 'company_names', readPage, write: writeNames, group });
}

/** Whether companies were found before: from then on who resolves changes says which are one, and under which names HQ knows them. */
export async function areCompaniesKnown(sql: FieldSession): Promise<boolean> {
  const [names] = await sql<
    { isGrouped: boolean }[]
  >`select exists (select from outbound.company_names where canonical is not null) as "isGrouped"`;
  return names?.isGrouped === true;
}

/** Finds the companies that are not as the identity tables say, also those that are gone. `use` gets queries of (row_id, account_id): that they were in. */
export async function eachUnknownCompany(
  inTurn: InTurn,
  use: (sql: FieldSession, rows: postgres.Fragment) => Promise<unknown>,
): Promise<void> {
  await eachPage(inTurn, readPage, (sql, rows) =>
    use(
      sql,
      sql`
      select r.id, coalesce(n.account_id, r.account_id) from (${keyed(sql, rows)}) r left join outbound.company_names n on n.company_id = r.id
      where n.company_id is null or (n.guid, n.account_id, n.name_key, n.living) is distinct from (r.guid, r.account_id, r.name_key, r.living)`,
    ),
  );
  await inTurn((sql) =>
    use(
      sql,
      sql`
      select n.company_id, n.account_id from outbound.company_names n
      where n.living and not exists (select from companies c where c.id = n.company_id)`,
    ),
  );
}

function readPage(sql: FieldSession, behind: string | null): Promise<readonly NameRow[]> {
  return sql<NameRow[]>`
    select ${columns(sql)} from companies c ${behind === null ? sql`` : sql`where c.id > ${behind}`} order by c.id limit 5000`;
}

/** Reads the given companies again and finds which are one, also among those that shared the old name. */
export async function refreshCompanies(sql: FieldSession, companyIds: readonly string[]): Promise<RefreshedCompanies> {
  const ids = [...companyIds];
  const before = await rowsOf();
  const rows = await sql<NameRow[]>`select ${columns(sql)} from companies c where c.id = any(${ids}::bigint[])`;
  await writeNames(sql, 'outbound', rows);
  await sql`update outbound.company_names n set living = false where n.company_id = any(${ids}::bigint[]) and n.living and not exists (select from companies c where c.id = n.company_id)`;
  const after = await rowsOf();
  const groups = [...before, ...after].flatMap(({ accountId, nameKey: key }) =>
    accountId === null || key === null ? [] : [{ account_id: accountId, name_key: key }],
  );
  const moved = await regroup(sql, 'outbound', { ids, groups });
  const known = new Map(before.map((row) => [row.companyId, row]));
  const changed = after.filter(
    (row) => row.living !== known.get(row.companyId)?.living || row.accountId !== known.get(row.companyId)?.accountId,
  );
  const others = changed.map(({ companyId, canonical }) => ({
    companyId,
    before: known.get(companyId)?.canonical ?? null,
    after: canonical,
  }));
  return {
    moved: [...moved, ...others],
    came: after.flatMap(({ companyId }) => (known.has(companyId) ? [] : [companyId])),
  };

  function rowsOf() {
    return sql<{ companyId: string; accountId: string | null; nameKey: string | null; living: boolean; canonical: string | null }[]>`
      select company_id as "companyId", account_id as "accountId", name_key as "nameKey", living, canonical
      from outbound.company_names where company_id = any(${ids}::bigint[])`;
  }
}

function columns(sql: FieldSession) {
  return sql`c.id, c.guid::text as guid, c.account_id as "accountId", c.name, c.deleted_at is null as living`;
}

/** The rows with the keys of their names: id, guid, account_id, name_key, living. */
function keyed(sql: FieldSession, rows: readonly NameRow[]) {
  const keys = rows.map((row) => (row.name === null ? null : nameKey(row.name) || null));
  return sql`
    select id, guid, account_id, name_key, living::boolean as living
    from unnest(${rows.map((row) => row.id)}::bigint[], ${rows.map((row) => row.guid)}::text[], ${rows.map((row) => row.accountId)}::bigint[], ${keys}::text[], ${rows.map((row) => String(row.living))}::text[])
      as r (id, guid, account_id, name_key, living)`;
}

async function writeNames(sql: FieldSession, schema: IdentitySchema, rows: readonly NameRow[]): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    insert into ${sql(schema)}.company_names as n (company_id, guid, account_id, name_key, living)
    ${keyed(sql, rows)}
    on conflict (company_id) do update set guid = excluded.guid, account_id = excluded.account_id, name_key = excluded.name_key, living = excluded.living
      where (n.guid, n.account_id, n.name_key, n.living) is distinct from (excluded.guid, excluded.account_id, excluded.name_key, excluded.living)`;
}

async function regroup(
  sql: FieldSession,
  schema: IdentitySchema,
  around: { ids: string[]; groups: { account_id: string; name_key: string }[] } | null,
): Promise<MovedCompany[]> {
  const names = sql`${sql(schema)}.company_names`;
  const moved = sql<MovedCompany[]>`
    with
    near as (
      select * from ${names}
      ${
        around === null
          ? sql``
          : sql`
      where (account_id, name_key) in (select * from unnest(${around.groups.map((group) => group.account_id)}::bigint[], ${around.groups.map((group) => group.name_key)}::text[]))
      union select * from ${names} where company_id = any(${around.ids}::bigint[])`
      }
    ),
    keyed as (
      select n.*, case when account_id is null or name_key is null then 'row ' || company_id else account_id || ' ' || name_key end as company_key from near n
    ),
    firsts as (select company_key, (array_agg(guid order by company_id) filter (where living))[1] as canonical from keyed group by company_key),
    decided as (
      select k.company_id, k.canonical as before, case when k.living or k.canonical is not null then f.canonical end as after
      from keyed k join firsts f on f.company_key = k.company_key
    )
    update ${names} n set canonical = d.after
    from decided d where n.company_id = d.company_id and n.canonical is distinct from d.after
    ${around === null ? sql`` : sql`returning n.company_id as "companyId", d.before, d.after`}`;
  return [...(await moved)];
}
