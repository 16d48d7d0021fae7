import type { CanonicalAddress } from '../field-db/records.ts';
import type { Note } from './mapped.ts';
import { cleaned, fitting } from './text-values.ts';
import { country } from './words.ts';

export function address(row: CanonicalAddress, note: Note) {
  const second = [cleaned(row.address2), cleaned(row.address3)].filter((line) => line !== null).join(', ');
  return {
    addressLine1: fitting(cleaned(row.address1), 'addressLine1', 255),
    addressLine2: fitting(second === '' ? null : second, 'addressLine2', 255),
    city: fitting(cleaned(row.city), 'city', 255),
    stateOrProvince: fitting(cleaned(row.state), 'stateOrProvince', 255),
    postalCode: fitting(cleaned(row.postalCode), 'postalCode', 255),
    country: country(row.country, note),
  };
}
