import type { JsonSchema } from '../lock/lock-shape.ts';
import { type Finding, finding } from './finding.ts';
import type { RuleId, Side } from './rules.ts';
import { isOpen, propertiesOf, requiredOf } from './schema-node.ts';

/** Compares the schemas of one field. */
type CompareField = (side: Side, path: string, before: JsonSchema, after: JsonSchema) => Finding[];

/** Fields of an object, and whether it takes others. */
export function compareObjects(side: Side, path: string, before: JsonSchema, after: JsonSchema, compareField: CompareField): Finding[] {
  const [old, now] = [propertiesOf(before), propertiesOf(after)];
  const [needed, needs] = [new Set(requiredOf(before)), new Set(requiredOf(after))];
  const found: Finding[] = [];
  for (const [name, schema] of Object.entries(old)) {
    const other = now[name];
    if (other === undefined) {
      found.push(finding(`${side}-field-removed`, `${path}.${name}`, schema, undefined));
      continue;
    }
    if (needed.has(name) !== needs.has(name)) {
      const rule: RuleId = `${side}-field-became-${needs.has(name) ? 'required' : 'optional'}`;
      found.push(finding(rule, `${path}.${name}`, needed.has(name) ? 'required' : 'optional', needs.has(name) ? 'required' : 'optional'));
    }
    found.push(...compareField(side, `${path}.${name}`, schema, other));
  }
  for (const [name, schema] of Object.entries(now))
    if (old[name] === undefined)
      found.push(finding(ruleOfNew(side, schema, needs.has(name), isOpen(before)), `${path}.${name}`, undefined, schema));
  return [...found, ...compareRest(side, path, before, after, compareField)];
}

function ruleOfNew(side: Side, schema: JsonSchema, isRequired: boolean, wasOpen: boolean): RuleId {
  if (side === 'response') return wasOpen ? 'response-field-added' : 'response-field-added-to-closed';
  if (!isRequired) return wasOpen ? 'request-field-added-to-open' : 'request-field-added';
  return 'default' in schema ? 'request-field-required-added-with-default' : 'request-field-required-added';
}

/** additionalProperties: false closes an object, a schema binds what is not named. */
function compareRest(side: Side, path: string, before: JsonSchema, after: JsonSchema, compareField: CompareField): Finding[] {
  if (isOpen(before) !== isOpen(after)) {
    const rule: RuleId = `${side}-object-${isOpen(after) ? 'opened' : 'closed'}`;
    return [finding(rule, path, before['additionalProperties'] ?? true, after['additionalProperties'] ?? true)];
  }
  const [old, now] = [restOf(before), restOf(after)];
  return old === null && now === null ? [] : compareField(side, `${path}.*`, old ?? {}, now ?? {});
}

/** What binds the fields that an object does not name; null when nothing does. */
function restOf({ additionalProperties }: JsonSchema): JsonSchema | null {
  return typeof additionalProperties === 'object' ? (additionalProperties as JsonSchema | null) : null;
}
