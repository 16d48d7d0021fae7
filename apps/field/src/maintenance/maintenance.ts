import type { Gates } from '@hq-field/gates';
import type { MiddlewareHandler } from 'hono';
import { maintenanceDefaults, maintenancePage, maintenancePolicy } from './maintenance-page.ts';

/** When a client may ask again. */
const retryAfterSeconds = 300;
/** What is Field without its administration: the front page, and signing in and out. */
const besides = /^\/($|sign-in$|sign-out$|assets\/)/u;

/**
 * Serves the maintenance page in place of all of Field or of its administration, as the gate `field.maintenance` says, with the words that
 * were set with it, else with `text`, else with its own. Asks memory only.
 */
export function maintenance(gates: Pick<Gates, 'value' | 'words'>, text: string | null): MiddlewareHandler {
  return async (c, next) => {
    const value = await gates.value('field.maintenance');
    if (value === 'off' || (value === 'administration' && besides.test(c.req.path))) return next();
    const words = (await gates.words('field.maintenance')) ?? text ?? maintenanceDefaults[value];
    return new Response(maintenancePage(words), {
      status: 503,
      headers: {
        'content-type': 'text/html; charset=UTF-8',
        'retry-after': String(retryAfterSeconds),
        'cache-control': 'no-store',
        'content-security-policy': maintenancePolicy,
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'same-origin',
      },
    });
  };
}
