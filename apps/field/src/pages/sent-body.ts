import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';

/** What a form sent, by the name of its field. Throws HTTPException 400 for a body that is no form. */
export async function sentBody(c: Context): Promise<Record<string, unknown>> {
  try {
    return await c.req.parseBody({ all: true });
  } catch (error) {
    if (error instanceof TypeError) throw new HTTPException(400, { cause: error });
    throw error;
  }
}

/** Whether a request failed because it did not arrive whole: the browser went away while it sent, and nobody reads the answer. */
export function brokeOff(error: unknown, c: Context): boolean {
  return c.req.raw.signal.aborted && error instanceof Error && 'code' in error && error.code === 'ECONNRESET';
}
