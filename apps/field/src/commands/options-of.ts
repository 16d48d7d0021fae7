import type { z } from 'zod';
import { FieldAppError } from '../field-app-error.ts';

/** The options of a command by its schema. Throws FieldAppError of wrong usage, which names the option and not what was given. */
export function optionsOf<Options>(schema: z.ZodType<Options>, given: unknown): Options {
  const { data, error } = schema.safeParse(given);
  if (data !== undefined) return data;
  const [issue] = error?.issues ?? [];
  const option = String(issue?.path[0] ?? '').replace(/[A-Z]/gu, (capital) => `-${capital.toLowerCase()}`);
  throw new FieldAppError('usage', `--${option}: ${issue?.message ?? 'It is wrong.'}`);
}
