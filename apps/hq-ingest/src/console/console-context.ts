import type { Context } from 'hono';
import type { AppContext } from '../context.ts';
import type { ConsoleSettings } from './console-settings.ts';
import type { Identity } from './identity.ts';
import { type Html, layout } from './pages/layout.ts';

/** What the pages are made with. */
export interface ConsoleContext extends ConsoleSettings {
  sql: AppContext['database']['read'];
}

/** Variables of a request. */
export interface ConsoleEnvironment {
  Variables: { identity: Identity };
}

/** Answers with a page for whoever has signed in. */
export function show(c: Context<ConsoleEnvironment>, title: string, content: Html, status: 200 | 422 = 200): Response | Promise<Response> {
  return c.html(layout({ title, identity: c.get('identity'), content }), status);
}
