import { type Block, code, table } from '../document.ts';
import { type Field, fieldsOf } from '../schemas/fields.ts';
import type { WordedSchema } from '../schemas/component-schemas.ts';

/** The fields of a schema as a table; each can be linked to as `<anchor>.<path>`. */
export function fieldTable(schema: WordedSchema, anchor: string): Block {
  const fields = fieldsOf(schema);
  const hasSource = fields.some(({ words }) => words?.source !== undefined);
  const columns = ['field', 'type', 'limits', 'meaning', ...(hasSource ? ['source in Field'] : [])];
  return table(
    columns,
    fields.map((field) => ({
      anchor: `${anchor}.${field.path}`,
      cells: [
        code(field.path),
        typeWords(field),
        limitWords(field),
        meaningWords(field),
        ...(hasSource ? [field.words?.source ?? ''] : []),
      ],
    })),
  );
}

function typeWords({ type, isNullable, isRequired }: Field): string {
  return `${type}${isNullable && type !== 'null' ? ' or null' : ''}${isRequired ? '' : ', may be absent'}`;
}

/** Bounds are phrases, rules are sentences. */
function limitWords({ bounds, words }: Field): string {
  const rules = words?.rules ?? [];
  const phrases = bounds.join('; ');
  return [rules.length > 0 && phrases !== '' ? `${phrases}.` : phrases, ...rules].join(' ').trim();
}

function meaningWords({ words }: Field): string {
  if (words === undefined) return '';
  return words.unit === undefined ? words.meaning : `${words.meaning} Unit: ${words.unit}.`;
}
