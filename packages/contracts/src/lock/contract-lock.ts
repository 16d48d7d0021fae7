import { createHash } from 'node:crypto';
import { z } from 'zod';
import { statusOf } from '../v1/error.ts';
import {
  columnForm,
  columnForms,
  columnSeparator,
  extractColumns,
  extractNames,
  extracts,
  nullMark,
  rowColumns,
  rowKeyLength,
} from '../v1/extracts/index.ts';
import { emailKey, nameKey } from '../v1/keys.ts';
import { limits } from '../v1/limits.ts';
import { outcomes, reasonCodes } from '../v1/outcome.ts';
import { fieldProcedures, hqProcedures } from '../v1/procedures/index.ts';
import {
  fieldScopes,
  fieldTokenAudience,
  fieldTokenIssuer,
  laterScopes,
  scopes,
  tokenAudience,
  tokenIssuer,
  tokenLifetimeSeconds,
} from '../v1/tokens.ts';
import { contractVersion, contractVersionHeader, loadHeader, sameMajor } from '../v1/version.ts';
import { exactFormat } from './exact-format.ts';
import type { ContractLock, JsonSchema, SampleTable } from './lock-shape.ts';
import { namesForKeys, pairsOfVersions, sampleValues } from './sample-values.ts';
import { sampleLabel, sampleTable } from './sampled-schema.ts';

/** The contract as data: what a comparison of two versions looks at. */
export function contractLock(): ContractLock {
  const tables: Record<string, SampleTable> = {};
  return {
    version: contractVersion,
    procedures: [...hqProcedures, ...fieldProcedures].map((procedure) => ({
      path: procedure.path,
      kind: procedure.kind,
      scope: procedure.scope,
      input: lockedSchema(procedure.input, tables),
      output: lockedSchema(procedure.output, tables),
      ...('transitional' in procedure && { transitional: procedure.transitional }),
    })),
    rows: Object.fromEntries(
      Object.entries(rowColumns).map(([entity, columns]) => [
        entity,
        {
          columns: columns.map((name) => ({ name, form: columnForm(name) })),
          key: columns.slice(0, rowKeyLength[entity as keyof typeof rowKeyLength]),
        },
      ]),
    ),
    extracts: Object.fromEntries(extractNames.map((name) => [name, { entity: extracts[name].entity, columns: [...extractColumns(name)] }])),
    forms: columnForms,
    keys: {
      email: Object.fromEntries(namesForKeys.map((name) => [name, emailKey(name)])),
      name: Object.fromEntries(namesForKeys.map((name) => [name, nameKey(name)])),
    },
    outcomes: Object.keys(outcomes),
    reasonCodes: Object.fromEntries(Object.entries(reasonCodes).map(([code, { fate }]) => [code, fate])),
    statuses: statusOf,
    versions: Object.fromEntries(pairsOfVersions.map(([one, other]) => [`${one} with ${other}`, sameMajor(one, other)])),
    samples: { asked: sampleValues.map(sampleLabel), tables },
    limits,
    wire: {
      contractVersionHeader,
      loadHeader,
      columnSeparator,
      nullMark,
      tokenIssuer,
      tokenAudience,
      tokenLifetimeSeconds: String(tokenLifetimeSeconds),
      scopes: Object.keys(scopes)
        .filter((scope) => !isLater(scope))
        .join(' '),
      laterScopes: laterScopes.join(' '),
      fieldTokenIssuer,
      fieldTokenAudience,
      fieldScopes: Object.keys(fieldScopes).join(' '),
    },
  };
}

const isLater = (scope: string): boolean => laterScopes.some((later) => later === scope);

/** The lock's file: keys are sorted, so that the same contract gives the same bytes. */
export function lockText(lock: ContractLock): string {
  return `${JSON.stringify(sortKeys(lock), null, 1)}\n`;
}

/** SHA-256 of a lock's text, hex. */
export function digestOfLock(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/**
 * A schema as the lock holds it: JSON Schema, at each place with the name of the table of what it makes of the samples, which goes
 * into `tables`.
 */
export function lockedSchema(schema: z.ZodType, tables: Record<string, SampleTable>): JsonSchema {
  return z.toJSONSchema(schema, {
    io: 'input',
    override: ({ zodSchema, jsonSchema }) => {
      dropPatternOfFormat({ jsonSchema });
      const format = exactFormat(zodSchema);
      if (format !== null) Object.assign(jsonSchema, { exactFormat: format });
      const { maxLength } = jsonSchema;
      const table = sampleTable(zodSchema, maxLength ?? null);
      const name = digestOfLock(JSON.stringify(sortKeys(table))).slice(0, 12);
      tables[name] = table;
      Object.assign(jsonSchema, { samples: name });
    },
  });
}

// zod writes its own regular expressions for formats; they change with zod, the contract does not.
export function dropPatternOfFormat({ jsonSchema }: { jsonSchema: { format?: string; pattern?: string } }): void {
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
