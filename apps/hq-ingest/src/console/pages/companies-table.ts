import type { CompanyLine } from '../queries/read-companies.ts';
import type { Html } from './layout.ts';
import { table } from './table.ts';
import { countryName } from './words.ts';

export function companiesTable(of: 'account' | 'project', rows: readonly CompanyLine[]): Html {
  return table({
    caption: `Companies of the ${of} by name`,
    empty: `The ${of} has no company.`,
    rows,
    columns: [
      { name: 'Name', cell: ({ name }) => name },
      { name: 'Trade', cell: ({ trade }) => trade },
      { name: 'City', cell: ({ city }) => city },
      { name: 'Country', cell: ({ country }) => (country === null ? null : countryName(country)) },
    ],
  });
}
