import { text } from '../text.ts';
import { countries } from '../vocabularies/countries.ts';
import { z } from 'zod';

/** Address fields of a company or a project. Source: the row of addresses it points to. */
export const addressFields = {
  /** Source: addresses.address1. */
  addressLine1: text(255).nullable(),
  /** Source: addresses.address2, with address3 behind a comma. */
  addressLine2: text(255).nullable(),
  /** Source: addresses.city. */
  city: text(255).nullable(),
  /** Source: addresses.state. */
  stateOrProvince: text(255).nullable(),
  /** Source: addresses.postal_code. */
  postalCode: text(255).nullable(),
  /** ISO 3166-1 alpha-2. Source: addresses.country. */
  country: z.enum(countries).nullable(),
};
