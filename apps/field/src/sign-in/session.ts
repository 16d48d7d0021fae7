import type { Context } from 'hono';
import { deleteCookie, getSignedCookie, setSignedCookie } from 'hono/cookie';

const cookieName = 'field_session';
const lastsSeconds = 8 * 60 * 60;

/** Who is signed in, in a signed cookie that ends after eight hours also when a browser keeps it. */
export interface Sessions {
  begin(c: Context, person: string): Promise<void>;
  end(c: Context): void;
  /** Guid of the person; null when nobody is signed in. */
  person(c: Context): Promise<string | null>;
}

/** `secret` signs the cookies; `now` is in milliseconds. */
export function sessionsOf(secret: string, now: () => number = Date.now): Sessions {
  const options = (c: Context) =>
    ({
      path: '/',
      httpOnly: true,
      sameSite: 'Lax',
      secure: new URL(c.req.url).protocol === 'https:',
    }) as const;
  return {
    begin: (c, person) =>
      setSignedCookie(c, cookieName, `${person}|${Math.floor(now() / 1000) + lastsSeconds}`, secret, {
        ...options(c),
        maxAge: lastsSeconds,
      }),
    end: (c) => void deleteCookie(c, cookieName, options(c)),
    async person(c) {
      const value = await getSignedCookie(c, secret, cookieName);
      const [person = '', until = ''] = (value || '').split('|');
      return person !== '' && Number(until) > now() / 1000 ? person : null;
    },
  };
}
