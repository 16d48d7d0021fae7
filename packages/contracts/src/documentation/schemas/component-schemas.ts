import { z } from 'zod';
import { dropPatternOfFormat } from '../../lock/contract-lock.ts';
import type { JsonSchema } from '../../lock/lock-shape.ts';
import { entities, entityNames } from '../../v1/entities/index.ts';
import { envelopes, recordKey } from '../../v1/envelope.ts';
import { outcome } from '../../v1/outcome.ts';
import { fieldProcedures, hqProcedures } from '../../v1/procedures/index.ts';
import { provisionedPerson, putOutput } from '../../v1/procedures/provisioning.ts';
import { verificationScope } from '../../v1/procedures/verification.ts';
import { type Words, words } from '../../v1/words.ts';
import { vocabularies } from './vocabularies.ts';

/** JSON Schema of draft 2020-12 whose places carry their words under `words`. */
export interface WordedSchema extends JsonSchema {
  readonly words?: Words;
}

export const componentPrefix = '#/components/schemas/';

/** Name of the schema of an entity, of its envelope, or of what a procedure takes and gives. */
export function componentOf(schema: z.ZodType): string {
  const id = names.get(schema)?.id;
  if (id === undefined) throw new Error('The schema has no name of its own; give it one in component-schemas.ts.');
  return id;
}

const names = namedSchemas();

function namedSchemas() {
  const registry = z.registry<{ id: string }>();
  const name = (schema: z.ZodType, id: string) => void (registry.has(schema) || registry.add(schema, { id }));
  const upper = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
  for (const entity of entityNames) {
    name(entities[entity], upper(entity));
    name(envelopes[entity], `${upper(entity)}Envelope`);
  }
  name(recordKey, 'RecordKey');
  name(outcome, 'Outcome');
  // Two procedures take or give each of these.
  name(verificationScope, 'VerificationScope');
  name(provisionedPerson, 'ProvisionedPerson');
  name(putOutput, 'ProvisioningOutcome');
  for (const { path, input, output } of [...hqProcedures, ...fieldProcedures]) {
    const id = path.split('.').map(upper).join('');
    name(input, `${id}Input`);
    name(output, `${id}Output`);
  }
  return registry;
}

/** Every schema of the contract by its name. Schemas refer to each other as the components of an OpenAPI document do. */
export function componentSchemas(): Record<string, WordedSchema> {
  const { schemas } = z.toJSONSchema(names, {
    io: 'input',
    uri: (id) => `${componentPrefix}${id}`,
    override: ({ zodSchema, jsonSchema }) => {
      dropPatternOfFormat({ jsonSchema });
      const told = words.get(zodSchema as unknown as z.ZodType);
      if (told !== undefined) Object.assign(jsonSchema, { words: told });
    },
  });
  return {
    ...Object.fromEntries(Object.entries(schemas).map(([id, schema]) => [id, withoutHead(schema as WordedSchema)])),
    ...Object.fromEntries(closedVocabularies().map(({ component, meaning, values }) => [component, vocabularySchema(meaning, values)])),
  };
}

function closedVocabularies() {
  return Object.values(vocabularies).filter(({ isClosed }) => isClosed);
}

function vocabularySchema(meaning: string, values: readonly string[]): WordedSchema {
  return { type: 'string', enum: values, words: { meaning } };
}

function withoutHead({ $schema: _schema, $id: _id, ...schema }: WordedSchema): WordedSchema {
  return withVocabularies(schema) as WordedSchema;
}

/** A place that takes its values from a closed vocabulary refers to it. */
function withVocabularies(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withVocabularies);
  if (typeof value !== 'object' || value === null) return value;
  const { enum: values, ...rest } = value as JsonSchema;
  const vocabulary = Array.isArray(values) ? closedVocabularies().find((known) => known.values.join() === values.join()) : undefined;
  if (vocabulary !== undefined) {
    const { type: _type, ...others } = rest;
    return { $ref: `${componentPrefix}${vocabulary.component}`, ...others };
  }
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withVocabularies(inner)]));
}
