import { whiteSpace } from '@hq-field/contracts';
import type postgres from 'postgres';
import type { FieldSession } from './field-session.ts';

/** A word of a column as it is compared: trimmed and in small letters, empty for none. To a Turkish database "I" is no capital of "i", to "C" it is. */
export const word = (sql: FieldSession, column: postgres.Fragment) => sql`lower(btrim(coalesce(${column}, ''), ${whiteSpace}) collate "C")`;

/** Statuses of people in accounts and projects that HQ takes for inactive: who has one may do nothing there. */
const inactive: readonly string[] = ['disabled', 'inactive'];

export const saysInactive = (status: string): boolean => inactive.includes(status.trim().toLowerCase());

/** Whether a column of such a status says so. */
export const isInactive = (sql: FieldSession, status: postgres.Fragment) => sql`${word(sql, status)} = any(${inactive})`;

/** The role that counts for rows of one membership in an account, of their words: one that no rule knows, which HQ refuses, else the strongest. */
export const roleOf = (roles: readonly string[]): string =>
  roles.find((role) => !['', 'member', 'admin'].includes(role)) ?? (roles.includes('admin') ? 'admin' : 'member');
