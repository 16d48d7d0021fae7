import { type FieldDatabase, listQuarantine, type QuarantineEntry, type QuarantineFilter } from '@hq-field/field-adapter';

const page = 1000;

/** Every entry that matches, page by page in order of its key. */
export async function* allEntries(field: FieldDatabase, filter: QuarantineFilter): AsyncGenerator<QuarantineEntry> {
  let after: string | undefined;
  for (;;) {
    const entries = await listQuarantine(field, { ...filter, limit: page, after });
    yield* entries;
    const last = entries.at(-1);
    if (last === undefined || entries.length < page) return;
    after = `${last.entity} ${last.externalId}`;
  }
}
