import { type FieldDatabase, listQuarantine, type QuarantineEntry, type QuarantineFilter } from '@hq-field/field-adapter';

const page = 1000;

/** Every entry that matches, page by page in the order of entity and externalId. */
export async function* allEntries(field: FieldDatabase, filter: QuarantineFilter): AsyncGenerator<QuarantineEntry> {
  let after: QuarantineEntry | undefined;
  for (;;) {
    const entries = await listQuarantine(field, { ...filter, limit: page, after });
    yield* entries;
    after = entries.at(-1);
    if (after === undefined || entries.length < page) return;
  }
}
