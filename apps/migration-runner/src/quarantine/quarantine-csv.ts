import type { QuarantineEntry } from '@hq-field/field-adapter';
import { type Acceptance, acceptedName } from './acceptance-store.ts';

const columns = ['entity', 'record', 'account', 'code', 'field', 'message', 'since', 'times', 'accepted_by', 'accepted_because'];

/** The quarantine as CSV for people who mend Field: RFC 4180, and nothing that a spreadsheet would take for a formula. */
export async function* quarantineCsv(entries: AsyncIterable<QuarantineEntry>, accepted: readonly Acceptance[]): AsyncGenerator<string> {
  const byName = new Map(accepted.map((one) => [acceptedName(one), one]));
  yield line(columns);
  for await (const entry of entries) {
    const by = byName.get(acceptedName(entry));
    const { entity, externalId, account, code, field, message, since, times } = entry;
    yield line([
      entity,
      externalId,
      account,
      code,
      field,
      message,
      since.toISOString(),
      String(times),
      by?.name ?? null,
      by?.reason ?? null,
    ]);
  }
}

function line(fields: readonly (string | null)[]): string {
  return `${fields.map((field) => (field === null ? '' : cell(field))).join(',')}\n`;
}

function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/u.test(text) ? `'${text}` : text;
  return /[",\r\n]/u.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
