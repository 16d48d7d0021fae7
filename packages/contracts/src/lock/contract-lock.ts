import { createHash } from 'node:crypto';
import { z } from 'zod';
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
import { contractVersion, contractVersionHeader, loadHeader } from '../v1/version.ts';
import type { ContractLock } from './lock-shape.ts';

/** Names whose keys stand in the lock: a change of the key's rules changes one of them. */
const namesForKeys = [
  'Ann@Example.COM',
  '  ann@example.com\u00a0',
  'a\u0308nn@example.com',
  'STRASSE und Stra\u00dfe',
  'ACME Inc',
  'ACME \u3000 INC',
  'acme inc., ',
  '...',
  'Ligature \ufb01 stays',
  'I\u0130i\u0131',
];

/** The contract as data: what a comparison of two versions looks at. */
export function contractLock(): ContractLock {
  return {
    version: contractVersion,
    procedures: [...hqProcedures, ...fieldProcedures].map((procedure) => ({
      path: procedure.path,
      kind: procedure.kind,
      scope: procedure.scope,
      input: z.toJSONSchema(procedure.input, { io: 'input', override: dropPatternOfFormat }),
      output: z.toJSONSchema(procedure.output, { io: 'input', override: dropPatternOfFormat }),
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
