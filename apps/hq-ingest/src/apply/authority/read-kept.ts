import { arrayLiteral } from '../../hq-db/array-literal.ts';
import type { Queryable } from '../../hq-db/connections.ts';
import type { Fields, Upsert } from '../batch.ts';
import type { Resource } from '../definitions/resource.ts';
import { readResources, type Situation } from '../resources/read.ts';

/**
 * What HQ knows about records that it keeps. One that HQ has made may come from Field before HQ has taken the answer of its put: by HQ's id it
 * says what that answer says, which Field calls it, and its row is bound as by the answer. That may still come, and finds it done.
 */
export async function readKept(sql: Queryable, resource: Resource<Fields>, upserts: readonly Upsert[]): Promise<Situation[]> {
  const situations = await readResources(sql, resource, upserts);
  // What Field has deleted meanwhile goes with the answer itself; what Field says to be of another account is no answer.
  const named = situations.filter(
    ({ own, named, tombstone, accountId }) =>
      own === null && tombstone === null && named?.externalId === null && named.accountId === accountId,
  );
  if (named.length === 0) return situations;
  await sql.unsafe(
    `update ${resource.table} r set external_id = k.external_id from unnest($1::uuid[], $2::text[]) as k(id, external_id)
     where r.id = k.id and r.external_id is null`,
    [arrayLiteral(named.map(({ named }) => named?.id ?? null)), arrayLiteral(named.map(({ upsert }) => upsert.externalId))],
  );
  return readResources(sql, resource, upserts);
}
