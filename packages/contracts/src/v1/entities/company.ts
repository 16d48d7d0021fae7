import { z } from 'zod';
import { externalId, text } from '../text.ts';
import { trades } from '../vocabularies/trades.ts';
import { addressFields } from './address.ts';

/** A company of an account. externalId: guid of the canonical company (lowest id among the living). Natural key: (account, name key). */
export const company = z.strictObject({
  /** externalId of the account. Source: companies.account_id. */
  account: externalId(),
  /** Source: companies.name, inner spaces collapsed. */
  name: text(255),
  /** Source: companies.ctype, then companies.category. */
  trade: z.enum(trades).nullable(),
  /** Field's own category, as written. Source: companies.category. */
  category: text(255).nullable(),
  ...addressFields,
  /** Source: companies.telephone. */
  phone: text(255).nullable(),
  /** Source: companies.url. */
  websiteUrl: text(1024).nullable(),
  /** At most 2^20 code points. Source: companies.description. */
  description: text(1_048_576).nullable(),
  /** Source: companies.ein_no. */
  taxId: text(255).nullable(),
  /** Source: companies.duns_no. */
  erpId: text(255).nullable(),
  /** externalIds of the other companies that this record unites: HQ's row of one of them goes over to this record. */
  formerly: z.array(externalId()).max(1000),
});

export type Company = z.infer<typeof company>;
