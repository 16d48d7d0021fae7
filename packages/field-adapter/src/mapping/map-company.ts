import type { AccountOfRecord, CanonicalCompany } from '../field-db/records.ts';
import { address } from './addresses.ts';
import { type Mapped, mapped, RefusedError } from './mapped.ts';
import { cleaned, collapsed, fitting, required } from './text-values.ts';
import { trade } from './words.ts';

export function mapCompany(row: CanonicalCompany): Mapped<'company'> {
  return mapped((note) => {
    const account = livingAccount(row.account);
    const name = fitting(required(collapsed(row.name, note), 'name'), 'name', 255) as string;
    const category = fitting(cleaned(row.category), 'category', 255);
    for (let merged = 0; merged < row.merged; merged += 1) note('company-merged');
    return {
      account,
      name,
      trade: trade(cleaned(row.ctype), category, note),
      category,
      ...address(row, note),
      phone: fitting(cleaned(row.telephone), 'phone', 255),
      websiteUrl: fitting(cleaned(row.url), 'websiteUrl', 1024),
      description: fitting(cleaned(row.description), 'description', 1_048_576),
      taxId: fitting(cleaned(row.einNo), 'taxId', 255),
      erpId: fitting(cleaned(row.dunsNo), 'erpId', 255),
      formerly: row.formerly.slice(0, 1000),
    };
  });
}

/** externalId of the record's account; a missing or deleted one refuses the record. */
export function livingAccount(account: AccountOfRecord | null): string {
  if (account?.living) return account.externalId;
  throw new RefusedError(
    'parent_missing',
    'account',
    account === null ? 'the account does not exist in Field' : 'the account is deleted in Field',
    account === null ? null : { entity: 'account', externalId: account.externalId },
  );
}
