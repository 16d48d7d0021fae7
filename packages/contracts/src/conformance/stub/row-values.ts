import { createHash } from 'node:crypto';
import type { Entity } from '../../v1/entities/index.ts';
import { columnSeparator, nullMark, rowColumns, rowKeyLength } from '../../v1/extracts/index.ts';
import { nameKey } from '../../v1/keys.ts';
import type { Row } from './store.ts';

/** Columns that are no field of the record under the same name. */
const special: Record<string, (row: Row) => string | null> = {
  'account.account': ({ externalId }) => externalId,
  'user.email': ({ keys }) => keys[1] ?? null,
  'user.email_as_written': ({ data }) => String(data['email']),
  'company.name_key': nameKeyOf,
  'project.project': ({ externalId }) => externalId,
  'projectMember.roles': ({ data }) => joined(data['roles'] as string[]),
  'projectMember.services': ({ data }) =>
    joined((data['services'] as { service: string; access: string }[]).map(({ service, access }) => `${service}:${access}`)),
};

/** Columns of parents, the same for every entity that has them. */
const ofParents: Record<string, (row: Row) => string | null> = {
  account: ({ account }) => account?.externalId ?? null,
  project: ({ project }) => project?.externalId ?? null,
  email: ({ user }) => user?.keys[1] ?? null,
  company: ({ company }) => (company === null ? null : nameKeyOf(company)),
};

/** The columns of rowColumns of one row, in order. */
export function valuesOf(row: Row): (string | null)[] {
  return rowColumns[row.entity].map((column) => {
    const read = special[`${row.entity}.${column}`] ?? ofParents[column];
    if (read !== undefined) return read(row);
    const value = row.data[column.replace(/_([a-z0-9])/g, (_match, letter: string) => letter.toUpperCase())];
    return value === null || value === undefined ? null : String(value);
  });
}

export function rowKey(entity: Entity, values: readonly (string | null)[]): string {
  return values
    .slice(0, rowKeyLength[entity])
    .map((value) => value ?? nullMark)
    .join(columnSeparator);
}

/** The first 60 bits of the MD5 of a row's digest line. */
export function digestOf(values: readonly (string | null)[]): bigint {
  const line = values.map((value) => value ?? nullMark).join(columnSeparator);
  return BigInt(`0x${createHash('md5').update(line).digest('hex').slice(0, 15)}`);
}

export function byteOrder(left: string, right: string): number {
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}

function nameKeyOf({ keys, data }: Row): string | null {
  return keys[0] === null ? null : nameKey(String(data['name']));
}

function joined(values: readonly string[]): string {
  return values.toSorted(byteOrder).join('|');
}
