import { arrayLiteral } from '../../hq-db/array-literal.ts';
import type { Queryable } from '../../hq-db/connections.ts';
import type { Fields } from '../batch.ts';
import type { Join } from '../definitions/join.ts';
import { liftTombstones } from '../tombstones/tombstone-rows.ts';
import type { JoinDecision } from './decide.ts';

/**
 * Writes a decision and returns how many rows were written; fewer than asked means that another batch was faster. The parents are held since
 * they were read. Throws OvertakenError when a tombstone that ends is not what was read.
 */
export async function writeJoins(sql: Queryable, join: Join<Fields>, { writes, lifted }: JoinDecision): Promise<number> {
  if (writes.length === 0) return 0;
  await liftTombstones(sql, join.entity, lifted);
  // One order in every batch, so that batches which share records wait for each other and do not deadlock.
  const sorted = writes.toSorted((a, b) => (a.upsert.externalId < b.upsert.externalId ? -1 : 1));
  const result = await sql.unsafe(
    statement(join),
    [
      arrayLiteral(sorted.map(({ row }) => row.leftId)),
      arrayLiteral(sorted.map(({ row }) => row.rightId)),
      arrayLiteral(sorted.map(({ upsert }) => upsert.version)),
      ...(join.needsAccountMember ? [arrayLiteral(sorted.map(({ row }) => row.accountId))] : []),
      ...(join.company ? [arrayLiteral(sorted.map(({ row }) => row.companyId))] : []),
      ...join.stored.map(({ literal }) => arrayLiteral(sorted.map(({ upsert }) => literal(upsert.data)))),
    ],
    { prepare: true },
  );
  return result.count;
}

const statements = new Map<string, string>();

function statement(join: Join<Fields>): string {
  const known = statements.get(join.entity);
  if (known !== undefined) return known;
  const columns = [
    { column: join.left.column, array: 'uuid', value: `k.${join.left.column}` },
    { column: join.right.column, array: 'uuid', value: `k.${join.right.column}` },
    { column: 'source_version', array: 'bigint', value: 'k.source_version' },
    ...(join.needsAccountMember ? [{ column: 'account_id', array: 'uuid', value: 'k.account_id' }] : []),
    ...(join.company ? [{ column: 'company_id', array: 'uuid', value: 'k.company_id' }] : []),
    ...join.stored.map(({ column, type }) => ({ column, array: 'text', value: type === 'text' ? `k.${column}` : `k.${column}::${type}` })),
  ];
  const names = columns.map(({ column }) => column);
  const text = `
    insert into ${join.table} (${names.join(', ')})
    select ${columns.map(({ value }) => value).join(', ')}
    from unnest(${columns.map(({ array }, index) => `$${index + 1}::${array}[]`).join(', ')}) as k(${names.join(', ')})
    on conflict (${names.slice(0, 2).join(', ')}) do update set
      ${names
        .slice(2)
        .map((name) => `${name} = excluded.${name}`)
        .join(', ')},
      updated_at = excluded.updated_at
    where ${join.table}.source_version <= excluded.source_version`;
  statements.set(join.entity, text);
  return text;
}
