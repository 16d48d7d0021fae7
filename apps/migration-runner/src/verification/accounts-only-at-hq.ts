import { csvLines } from './csv-lines.ts';
import { withRetries } from './retries.ts';
import type { Side } from './sides.ts';

/** Accounts that HQ has and Field does not. The extract names all of HQ, and is streamed. */
export function accountsOnlyAtHq(hq: Pick<Side, 'extract'>, known: ReadonlySet<string>): Promise<string[]> {
  return withRetries(async () => {
    const found: string[] = [];
    let isHeader = true;
    for await (const { fields } of csvLines(hq.extract('accounts'))) {
      const [account = null] = fields;
      if (!isHeader && account !== null && !known.has(account)) found.push(account);
      isHeader = false;
    }
    return found;
  });
}
