import { rowSource } from '../row-source.ts';

export const company = rowSource({
  entity: 'company',
  from: 'companies c join accounts a on a.id = c.account_id',
  account: 'a.external_id',
  externalId: 'c.external_id',
  user: null,
  company: 'c.external_id',
  columns: [
    'a.external_id',
    'c.name_key',
    'c.name',
    'c.trade',
    'c.category',
    'c.address_line_1',
    'c.address_line_2',
    'c.city',
    'c.state_or_province',
    'c.postal_code',
    'c.country',
    'c.phone',
    'c.website_url',
    'c.description',
    'c.tax_id',
    'c.erp_id',
  ],
});
