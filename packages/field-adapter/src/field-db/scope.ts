import type postgres from 'postgres';
import type { FieldSession } from './open-field.ts';
import type { LocalAccount, ReadScope } from './records.ts';

/** Keys of joins taken apart: `<parent>:<child>`, or `<table>#<id>` where a parent is missing. */
export interface JoinKeys {
  parents: string[];
  children: string[];
  rowIds: string[];
}

export function joinKeys(keys: readonly string[]): JoinKeys {
  const taken: JoinKeys = { parents: [], children: [], rowIds: [] };
  for (const key of keys) {
    const row = /^(?:account_users|project_companies|contacts)#(-?\d+)$/.exec(key);
    if (row?.[1] !== undefined) taken.rowIds.push(row[1]);
    // A guid may hold a colon itself: whichever parting finds a row, its name is the key.
    else
      for (let colon = key.indexOf(':'); colon >= 0; colon = key.indexOf(':', colon + 1)) {
        taken.parents.push(key.slice(0, colon));
        taken.children.push(key.slice(colon + 1));
      }
  }
  return taken;
}

/** Ids of the accounts of a scope in Field's tables, as a parameter of SQL. */
export function localIds(sql: FieldSession, accounts: readonly LocalAccount[]): postgres.Fragment {
  return sql`${accounts.map((account) => account.id)}::bigint[]`;
}

/** The condition that starts a walk behind its checkpoint. Bytewise, as the order is. */
export function behind(sql: FieldSession, scope: ReadScope, key: postgres.Fragment): postgres.Fragment {
  return 'after' in scope && scope.after !== null ? sql`and ${key} > ${scope.after} collate "C"` : sql``;
}
