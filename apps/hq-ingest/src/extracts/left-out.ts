// A row is left out when it is named, or when its user or company is: their values stand in it.
import type { RecordKey } from '@hq-field/contracts';
import { arrayLiteral } from '../hq-db/array-literal.ts';
import type { RowSource } from './row-source.ts';

/** Table expression of the records to leave out, from the two parameters of `excludedParameters`. */
export function excludedOf(entities: string, externalIds: string): string {
  return `excluded as materialized (
    select k.entity, k.external_id collate "C" as external_id from unnest(${entities}::text[], ${externalIds}::text[]) as k(entity, external_id)
  )`;
}

export function excludedParameters(exclude: readonly RecordKey[]): [string, string] {
  return [arrayLiteral(exclude.map(({ entity }) => entity)), arrayLiteral(exclude.map(({ externalId }) => externalId))];
}

/** Further conditions on the rows of a source, each with its `and`. */
export function stays({ entity, externalId, user, company }: RowSource, exclude: readonly RecordKey[]): string {
  const names = [
    [entity, externalId],
    ...(user === null || entity === 'user' ? [] : [['user', user]]),
    ...(company === null || entity === 'company' ? [] : [['company', company]]),
  ] as const;
  const named = new Set<string>(exclude.map((key) => key.entity));
  return names
    .filter(([entity]) => named.has(entity))
    .map(([entity, expression]) => `and not exists (select from excluded e where e.entity = '${entity}' and e.external_id = ${expression})`)
    .join('\n      ');
}
