import { fieldProcedures } from '@hq-field/contracts';
import { inRequest } from '@hq-field/traces';
import type { MiddlewareHandler } from 'hono';
import { routePath } from 'hono/route';

/** What a route asks of a parameter, as in `:account{[0-9a-f-]{36}}`. */
const formOfParameter = /\{(?:[^{}]|\{\d+\})*\}/gu;

/** Serves a request in a span below its caller's, named by the procedure or by the route: nothing of what somebody asked for is in it. */
export const requestSpan: MiddlewareHandler = (c, next) => {
  const called = fieldProcedures.find(({ path }) => c.req.path === `/trpc/${path}`)?.path;
  const route = routePath(c, -1).replaceAll(formOfParameter, '');
  const name = called ?? `${c.req.method} ${route}`;
  const attributes = called === undefined ? { 'http.route': route } : { 'rpc.method': called };
  return inRequest(name, { method: c.req.method, traceparent: c.req.header('traceparent'), attributes }, async () => {
    await next();
    return c.res.status;
  });
};
