import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { timeOrderedId } from '../hq-db/time-ordered-id.ts';

/**
 * A form of creation holds the id of the record that it will make. Sent twice it makes that one record: the second insert meets the
 * first. The signature binds the id to person and form, so that nobody chooses the id of a record.
 */
export function drawFormToken(secret: string, form: string, email: string): string {
  const id = timeOrderedId();
  return `${id}.${signature(secret, form, email, id)}`;
}

/** The id of a token; null when the token was not drawn for this person and form. */
export function idOfFormToken(secret: string, form: string, email: string, token: string): string | null {
  const [id = '', given = ''] = token.split('.');
  if (!z.uuid().safeParse(id).success) return null;
  const expected = Buffer.from(signature(secret, form, email, id));
  const held = Buffer.from(given);
  return held.length === expected.length && timingSafeEqual(held, expected) ? id : null;
}

function signature(secret: string, form: string, email: string, id: string): string {
  return createHmac('sha256', secret).update(`form\n${form}\n${email}\n${id}`).digest('base64url');
}
