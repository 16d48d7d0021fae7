import { sortInTurns } from './in-turns.ts';

/** Names a row on the wire: its externalId, or HQ's own id while Field does not have it. */
export const nameOf = (alias: string): string => `coalesce(${alias}.external_id, ${alias}.id::text)`;

const uuid = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/iu;

/** HQ's id that a name may be; null for a name that is none. */
export const idIn = (name: string): string | null => (uuid.test(name) ? name : null);

/** Condition on a row that a name names: two parameters, the name and `idIn` of it. What Field calls so comes first. */
export const isNamed = (alias: string, name: number): string => `(${alias}.external_id = $${name} or ${alias}.id = $${name + 1}::uuid)`;
export const namedFirst = (alias: string, name: number): string => `${alias}.external_id = $${name} desc nulls last`;

/** A person as people call them. */
export const personName = `coalesce(nullif(btrim(concat_ws(' ', u.first_name, u.last_name)), ''), u.email)`;

/** By name, as people look things up; in turns. */
export const byName = <Row extends { name: string }>(rows: readonly Row[]): Promise<Row[]> =>
  sortInTurns(rows, (a, b) => a.name.localeCompare(b.name, 'en'));
