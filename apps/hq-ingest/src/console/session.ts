import { deleteCookie, getSignedCookie, setSignedCookie } from 'hono/cookie';
import type { Context } from 'hono';

const cookie = 'hq_console';
const hours = 12;

/** Remembers who has signed in. The browser gives the cookie to no script and to no other site. */
export async function beginSession(c: Context, secret: string, email: string): Promise<void> {
  const value = `${Date.now() + hours * 3_600_000} ${email}`;
  await setSignedCookie(c, cookie, value, secret, { ...place(c), httpOnly: true, sameSite: 'Lax', maxAge: hours * 3600 });
}

export function endSession(c: Context): void {
  deleteCookie(c, cookie, place(c));
}

/** The e-mail of whoever has signed in; null when nobody has, when it is too long ago, or when the cookie is not ours. */
export async function sessionEmail(c: Context, secret: string): Promise<string | null> {
  const value = await getSignedCookie(c, secret, cookie);
  if (value === undefined || value === false) return null;
  const [, until, email] = /^(\d+) (.+)$/su.exec(value) ?? [];
  return email !== undefined && Number(until) > Date.now() ? email : null;
}

function place(c: Context): { path: string; secure: boolean } {
  return { path: '/console', secure: new URL(c.req.url).protocol === 'https:' };
}
