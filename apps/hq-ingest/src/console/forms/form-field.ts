import type { z } from 'zod';

/** A field of a form. What it takes is decided by the contract's own schema of the field. */
export interface FormField {
  name: string;
  label: string;
  /** Shown under the label; says what is expected before a mistake is made. */
  hint?: string;
  /** The sentence beside the field when the schema refuses what was typed: it says what to do. */
  mistake: string;
  schema: z.ZodType;
  input: FieldInput;
  isOptional?: boolean;
  /** Turns what was typed into what the schema takes. */
  read?(typed: string): string;
  /** What a new form holds. */
  initial?: string;
}

export type FieldInput =
  | { kind: 'text' | 'email' | 'date' }
  /** Values with their labels. */
  | { kind: 'select'; options: readonly (readonly [string, string])[] }
  /** Text with proposals. */
  | { kind: 'open-list'; proposals: readonly string[] };

/** A form's fields, in groups with a legend each. */
export type FormFields = readonly { legend: string; fields: readonly FormField[] }[];

/** What somebody typed, by the names of the fields. */
export type Typed = Readonly<Record<string, string>>;

/** Sentences by the names of the fields they stand beside. */
export type Mistakes = Readonly<Record<string, string>>;

export function newForm(form: FormFields): Typed {
  return Object.fromEntries(form.flatMap(({ fields }) => fields).map(({ name, initial }) => [name, initial ?? '']));
}

/** Reads all fields: the values that the contract takes, or every mistake at once. A value may be used only when there is no mistake of it. */
export function readForm(
  form: FormFields,
  sent: Record<string, unknown>,
): { typed: Typed; values: Record<string, string | null>; mistakes: Mistakes } {
  const typed: Record<string, string> = {};
  const values: Record<string, string | null> = {};
  const mistakes: Record<string, string> = {};
  for (const { name, schema, mistake, isOptional, read } of form.flatMap(({ fields }) => fields)) {
    const given = sent[name];
    typed[name] = typeof given === 'string' ? given : '';
    const text = typed[name].normalize('NFC').trim();
    const value = text === '' && isOptional ? null : (read?.(text) ?? text);
    if (value !== null && !schema.safeParse(value).success) mistakes[name] = mistake;
    values[name] = value;
  }
  return { typed, values, mistakes };
}
