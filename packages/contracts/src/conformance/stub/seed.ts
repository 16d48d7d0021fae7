import type { OwnRows } from '../own-rows.ts';
import { noParents, type Store } from './store.ts';

/** Adds rows of HQ's own to a store. */
export function seed(store: Store, { accounts, users, companies, projects }: OwnRows): void {
  for (const { id, data } of accounts) store.add('account', null, 0, data, noParents, id);
  for (const { id, data } of users) store.add('user', null, 0, data, noParents, id);
  for (const { id, account, data } of companies)
    store.add('company', null, 0, data, { ...noParents, account: store.byId('account', account) }, id);
  for (const { id, account, data } of projects)
    store.add('project', null, 0, data, { ...noParents, account: store.byId('account', account) }, id);
}
