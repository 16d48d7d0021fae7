import type { HqClient } from '../client/hq-client.ts';
import type { FieldDatabase } from '../field-db/open-field.ts';
import type { AccountStates } from './account-states.ts';

/** What a send works with. */
export interface DeliveryContext {
  field: FieldDatabase;
  client: HqClient;
  states: AccountStates;
}
