import { z } from 'zod';
import { text } from '../text.ts';
import { countries } from '../vocabularies/countries.ts';
import { words } from '../words.ts';

/** Address fields of a company or a project. Source: the row of addresses it points to. */
export const addressFields = {
  addressLine1: text(255).nullable().register(words, { meaning: 'First line of the address.', source: 'addresses.address1' }),
  addressLine2: text(255).nullable().register(words, {
    meaning: 'Second line of the address, with the third behind a comma.',
    source: 'addresses.address2, addresses.address3',
  }),
  city: text(255).nullable().register(words, { meaning: 'City.', source: 'addresses.city' }),
  stateOrProvince: text(255).nullable().register(words, { meaning: 'State or province, as written.', source: 'addresses.state' }),
  postalCode: text(255).nullable().register(words, { meaning: 'Postal code, as written.', source: 'addresses.postal_code' }),
  country: z.enum(countries).nullable().register(words, {
    meaning: 'Country of the address.',
    unit: 'ISO 3166-1 alpha-2',
    source: 'addresses.country',
  }),
};
