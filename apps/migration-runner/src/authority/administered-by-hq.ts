import { HqError } from '@hq-field/field-adapter';
import type { Context } from '../context.ts';
import { lookAt, openAdministration } from './open-administration.ts';

/** Asks HQ which accounts it administers. An HQ of before contract 1.3.0 knows of no authority: it administers none. */
export async function administeredByHq(context: Context): Promise<(accounts: readonly string[]) => Promise<ReadonlySet<string>>> {
  const administration = await openAdministration(context);
  return async (accounts) => {
    try {
      const { accounts: held } = await lookAt(administration, accounts);
      return new Set(held.filter(({ owner }) => owner === 'hq').map(({ account }) => account));
    } catch (error) {
      if (error instanceof HqError && error.code === 'request_invalid') return new Set();
      throw error;
    }
  };
}
