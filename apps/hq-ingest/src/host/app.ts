import { randomUUID } from 'node:crypto';
import type { HttpBindings } from '@hono/node-server';
import { contractVersionHeader, limits, loadHeader } from '@hq-field/contracts';
import { RequestRefusedError } from '@hq-field/contracts/server';
import { parseTraceparent } from '@hq-field/traces';
import { fetchRequestHandler } from '@trpc/server/adapters/fetch';
import { type Context, Hono } from 'hono';
import { createConsole } from '../console/create-console.ts';
import type { AppContext } from '../context.ts';
import { serveExtract } from '../extracts/serve-extract.ts';
import { createBodyReader, decodeText, decompress } from './body.ts';
import { isReady } from './ready.ts';
import { requestNames } from './request-names.ts';
import { inRequestSpan } from './request-span.ts';
import { asRefusal, refusalResponse, retryHeaders } from './refusal.ts';
import { contractFor, servedContracts, type ServedContract, sunsetHeaders } from './served-contracts.ts';

/** HQ's HTTP surface: /trpc, /extracts, what operators look at, and the console where it is on. */
export function createApp(context: AppContext, contracts: readonly ServedContract[] = servedContracts(context)): Hono {
  const { load, metrics, tokens } = context;
  const readBody = createBodyReader(load.tolerance * limits.bytesPerRequest);
  const app = new Hono();
  const nameOf = requestNames(contracts);
  // Before what follows, which is for the contract's routes alone.
  if (context.console !== null) app.route('/console', createConsole(context, context.console));

  app.use(async (c, next) => {
    const begun = performance.now();
    const requestId = randomUUID();
    const procedure = nameOf(c.req.path);
    await inRequestSpan(c, procedure, next);
    metrics.request(procedure, c.res.status, (performance.now() - begun) / 1000);
    c.header(loadHeader, String(load.share()));
    c.header('x-request-id', requestId);
    const reason: unknown = c.get('reason' as never);
    if (typeof reason === 'string') for (const [name, value] of Object.entries(retryHeaders(reason))) c.header(name, value);
    // Whatever was asked for, and also when it is refused.
    for (const [name, value] of Object.entries(sunsetHeaders(contracts, c.req.header(contractVersionHeader)))) c.header(name, value);
    // The caller's trace (W3C), by which its log and this one are read together.
    const traceId = parseTraceparent(c.req.header('traceparent'))?.traceId;
    const error: unknown = c.get('failure' as never);
    if (error !== undefined) context.log.error({ requestId, traceId, procedure, err: error }, 'a request failed');
    else context.log.debug({ requestId, traceId, procedure, status: c.res.status }, 'a request was answered');
  });

  /** The contract that a request speaks. */
  function contractOf(c: Context): ServedContract {
    return contractFor(contracts, c.req.header(contractVersionHeader));
  }

  app.get('/healthz', (c) => c.json({ status: 'alive' }));
  app.get('/readyz', async (c) => {
    const ready = await isReady(context.database.read);
    return c.json(ready, ready.status === 'ready' ? 200 : 503);
  });
  app.get('/metrics', async (c) => c.text(await metrics.registry.metrics(), 200, { 'content-type': metrics.registry.contentType }));

  function refuseBeyondTolerance(): void {
    if (load.isFull()) throw new RequestRefusedError('overloaded', 'HQ is beyond its tolerance; wait for Retry-After seconds');
  }

  app.get('/extracts/:file', async (c) => {
    contractOf(c);
    tokens.consume(await tokens.verify(c.req.header('authorization'), 'verify'), new Uint8Array());
    // Without a socket, as in tests, the stream's own error says that an extract is not whole.
    const { outgoing } = (c.env ?? {}) as Partial<HttpBindings>;
    const { method, signal } = c.req.raw;
    return serveExtract(context, c.req.param('file'), { method, signal, cutOff: outgoing && (() => outgoing.destroy()) });
  });

  app.all('/trpc/:path', async (c) => {
    const path = c.req.param('path');
    const contract = contractOf(c);
    const procedure = contract.procedures.find((known) => known.path === path);
    if (procedure === undefined) throw new RequestRefusedError('request_invalid', `HQ has no procedure ${path}`);
    const isBatch = procedure.path === 'records.applyBatch';
    // Before anything is read: a caller who is told so early has sent little.
    if (isBatch) refuseBeyondTolerance();
    const caller = await tokens.verify(c.req.header('authorization'), procedure.scope);
    const sent = c.req.method === 'GET' ? new Uint8Array() : await readBody(c.req.raw);
    // In flight is what is here: whoever is slow to send a body keeps nobody out.
    if (isBatch) refuseBeyondTolerance();
    if (isBatch) load.enter();
    try {
      tokens.consume(caller, sent);
      const request = c.req.method === 'GET' ? c.req.raw : await requestOf(c, sent);
      return await fetchRequestHandler({
        endpoint: '/trpc',
        req: request,
        router: contract.router,
        createContext: () => ({ handlers: contract.handlers }),
        allowBatching: false,
        allowMethodOverride: true,
        onError({ error }) {
          const refused = error instanceof RequestRefusedError ? error : undefined;
          c.set('reason' as never, refused?.reason as never);
          if (error.code === 'INTERNAL_SERVER_ERROR') c.set('failure' as never, (error.cause ?? error) as never);
        },
      });
    } finally {
      if (isBatch) load.leave();
    }
  });

  app.notFound((c) => refusalResponse(new RequestRefusedError('request_invalid', `HQ serves nothing at ${c.req.path}`), null));
  app.onError((error, c) => {
    const refusal = asRefusal(error);
    if (refusal.reason === 'internal') c.set('failure' as never, error as never);
    return refusalResponse(refusal, askedFor(c));
  });
  return app;
}

/** The request as tRPC takes it, with the body that was read already. */
async function requestOf(c: Context, sent: Uint8Array): Promise<Request> {
  const text = decodeText(await decompress(sent, c.req.header('content-encoding') ?? null));
  const request = new Request(c.req.url, { method: c.req.method, headers: { 'content-type': 'application/json' } });
  // tRPC takes the text without another copy.
  Object.defineProperty(request, 'text', { value: () => Promise.resolve(text) });
  return request;
}

/** What was asked for, also when there is no such thing, as an error of the wire repeats it. */
function askedFor(c: Context): string {
  return /^\/(?:trpc\/|extracts\/)?(\w+(?:\.\w+)?)$/.exec(c.req.path)?.[1] ?? 'other';
}
