import type { z } from 'zod';
import { OwnChangeError } from './own-change-error.ts';

/** Holds what HQ's own people enter to the same schema as what comes from Field. */
export function checked<Schema extends z.ZodType>(schema: Schema, value: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const places = parsed.error.issues.map(({ path, message }) => `  ${path.join('.')}: ${message}`);
  throw new OwnChangeError('input_invalid', `This cannot be created as it is.\n${places.join('\n')}`, { cause: parsed.error });
}
