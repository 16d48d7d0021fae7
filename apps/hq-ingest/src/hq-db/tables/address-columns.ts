import { text } from 'drizzle-orm/pg-core';

/** The address of a company or a project. */
export const addressColumns = {
  addressLine1: text('address_line_1'),
  addressLine2: text('address_line_2'),
  city: text('city'),
  stateOrProvince: text('state_or_province'),
  postalCode: text('postal_code'),
  country: text('country'),
};
