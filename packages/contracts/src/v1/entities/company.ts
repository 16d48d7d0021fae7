import { z } from 'zod';
import { list } from '../list.ts';
import { externalId, text } from '../text.ts';
import { trades } from '../vocabularies/trades.ts';
import { words } from '../words.ts';
import { addressFields } from './address.ts';

export const company = z
  .strictObject({
    account: externalId().register(words, { meaning: 'externalId of the account.', source: 'companies.account_id' }),
    name: text(255).register(words, { meaning: 'Name of the company, inner spaces collapsed.', source: 'companies.name' }),
    trade: z.enum(trades).nullable().register(words, {
      meaning: 'What the company does, from a closed list.',
      source: 'companies.ctype, then companies.category',
    }),
    category: text(255).nullable().register(words, { meaning: "Field's own category, as written.", source: 'companies.category' }),
    ...addressFields,
    phone: text(255).nullable().register(words, { meaning: 'Telephone number, as written.', source: 'companies.telephone' }),
    websiteUrl: text(1024)
      .nullable()
      .register(words, { meaning: "Address of the company's web site, as written.", source: 'companies.url' }),
    description: text(1_048_576).nullable().register(words, { meaning: 'Free text about the company.', source: 'companies.description' }),
    taxId: text(255).nullable().register(words, { meaning: 'Tax number.', source: 'companies.ein_no' }),
    erpId: text(255).nullable().register(words, { meaning: "Number in the customer's planning system.", source: 'companies.duns_no' }),
    formerly: list(externalId(), 1000).register(words, {
      meaning: "externalIds of the other companies that this record unites: HQ's row of one of them goes over to this record.",
      source: 'companies.guid of the other rows that have the same name key, or had it when they were deleted',
    }),
  })
  .register(words, { meaning: 'A company of an account.' });

export type Company = z.infer<typeof company>;
