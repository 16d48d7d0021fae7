import { createHash } from 'node:crypto';
import { z } from 'zod';
import { extractColumns, extractNames, extracts, rowColumns, rowKeyLength } from '../v1/extracts/index.ts';
import { outcomes, reasonCodes } from '../v1/outcome.ts';
import { hqProcedures } from '../v1/procedures/index.ts';
import { contractVersion } from '../v1/version.ts';

/**
 * The contract as text: JSON Schema of every procedure, the columns of every extract, outcomes and reason codes with their fate.
 * Keys are sorted, so that the same contract gives the same bytes.
 */
export function contractLock(): string {
  const lock = {
    version: contractVersion,
    procedures: hqProcedures.map(({ path, kind, scope, input, output }) => ({
      path,
      kind,
      scope,
      input: z.toJSONSchema(input, { io: 'input', override: dropPatternOfFormat }),
      output: z.toJSONSchema(output, { io: 'input', override: dropPatternOfFormat }),
    })),
    rows: Object.fromEntries(
      Object.entries(rowColumns).map(([entity, columns]) => [entity, { columns, key: rowKeyLength[entity as keyof typeof rowKeyLength] }]),
    ),
    extracts: Object.fromEntries(extractNames.map((name) => [name, { entity: extracts[name].entity, columns: extractColumns(name) }])),
    outcomes: Object.keys(outcomes),
    reasonCodes: Object.fromEntries(Object.entries(reasonCodes).map(([code, { fate }]) => [code, fate])),
  };
  return `${JSON.stringify(sortKeys(lock), null, 1)}\n`;
}

/** SHA-256 of a lock's text, hex. */
export function digestOfLock(lock: string): string {
  return createHash('sha256').update(lock).digest('hex');
}

// zod writes its own regular expressions for formats; they change with zod, the contract does not.
function dropPatternOfFormat({ jsonSchema }: { jsonSchema: { format?: string; pattern?: string } }): void {
  if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sortKeys(inner)]),
  );
}
