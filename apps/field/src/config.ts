import { developmentPostgres } from '@hq-field/testkit/development-postgres';
import { z } from 'zod';
import { FieldAppError } from './field-app-error.ts';

const url = z
  .string()
  .refine(
    (value) => /^postgres(ql)?:\/\//u.test(value) && URL.canParse(value),
    'must be a URL like postgres://user:password@host:5432/field',
  );

/** The only reader of the environment: FIELD_DATABASE_URL, or the embedded server of this checkout. */
export async function fieldDatabaseUrl(): Promise<string> {
  const given = process.env['FIELD_DATABASE_URL'];
  if (given === undefined || given === '') return (await developmentPostgres()).url('field');
  const parsed = url.safeParse(given);
  if (!parsed.success) throw new FieldAppError('usage', `FIELD_DATABASE_URL ${parsed.error.issues[0]?.message ?? 'is wrong'}.`);
  return parsed.data;
}
