import {
  contractVersion,
  contractVersionHeader,
  type ErrorData,
  type FieldHandlers,
  fieldProcedures,
  sameMajor,
} from '@hq-field/contracts';
import { fieldRouter, RequestRefusedError } from '@hq-field/contracts/server';
import { createFieldHandlers, type FieldDatabase, FieldError, type FieldErrorCode } from '@hq-field/field-adapter';
import { fetchRequestHandler } from '@trpc/server/adapters/fetch';
import { getHTTPStatusCodeFromError } from '@trpc/server/http';
import { TRPC_ERROR_CODES_BY_KEY } from '@trpc/server/rpc';
import { Hono } from 'hono';
import { failurePage, fieldPages, type PagesSettings } from '../pages/field-pages.ts';
import { notFound } from '../pages/refusals.ts';
import { readBody } from './read-body.ts';
import { requestSpan } from './request-span.ts';
import type { AdmitHq } from './tokens.ts';

/** Which faults of Field's database pass, by themselves or by what their words say to do: HQ puts the same again, and its queue shows the words. */
const passing: Record<FieldErrorCode, boolean> = {
  unreachable: true,
  schema_missing: true,
  capture_missing: true,
  capture_outdated: true,
  not_permitted: true,
  disk_full: true,
  busy: true,
  restored: true,
  // No put meets these.
  administered_by_hq: false,
  administered_by_field: false,
  // Nobody foresaw it: Field's log has the words.
  failed: false,
};

export interface FieldParts {
  field: FieldDatabase;
  admit: AdmitHq;
  pages: PagesSettings;
}

/** Field's HTTP surface: what HQ puts and whether it is alive, in maintenance too; then the pages for people. */
export function createApp({ field, admit, pages }: FieldParts): Hono {
  const handlers = refusing(createFieldHandlers(field));
  const app = new Hono();
  app.get('/healthz', (c) => c.json({ status: 'alive' }));
  app.use(requestSpan);
  app.post('/trpc/:path', async (c) => {
    const path = c.req.param('path');
    const procedure = fieldProcedures.find((known) => known.path === path);
    if (procedure === undefined) throw new RequestRefusedError('request_invalid', `Field has no procedure ${path}`);
    const theirs = c.req.header(contractVersionHeader);
    if (theirs === undefined || !sameMajor(theirs, contractVersion))
      throw new RequestRefusedError(
        'contract_mismatch',
        `The request speaks contract ${theirs ?? '(none)'}, Field speaks ${contractVersion}`,
      );
    // Nothing is read for somebody who is not HQ.
    const admitBody = await admit(c.req.header('authorization'), procedure.scope);
    const body = await readBody(c.req.raw);
    admitBody(body);
    return fetchRequestHandler({
      endpoint: '/trpc',
      req: new Request(c.req.url, { method: 'POST', headers: { 'content-type': 'application/json' }, body }),
      router: fieldRouter,
      createContext: () => ({ handlers }),
      allowBatching: false,
      onError({ error }) {
        // The wire has no words of what nobody foresaw; whoever runs Field reads them here.
        if (error.code === 'INTERNAL_SERVER_ERROR') process.stderr.write(`${path} failed: ${String(error.cause ?? error)}\n`);
      },
    });
  });
  app.all('/trpc/*', (c) => refusal(new RequestRefusedError('request_invalid', `Field serves nothing at ${c.req.path}`), null));
  app.route('/', fieldPages(field, pages));
  app.notFound((c) => notFound(c, null));
  app.onError((error, c) =>
    c.req.path.startsWith('/trpc/') ? refusal(error, c.req.path.replace(/^\/trpc\//, '')) : failurePage(error, c),
  );
  return app;
}

/** What a handler throws becomes an error of the wire. */
function refusing({ provisioning }: FieldHandlers): FieldHandlers {
  const asRefusal = (error: unknown): never => {
    if (error instanceof FieldError && passing[error.code]) throw new RequestRefusedError('unavailable', error.message, { cause: error });
    throw error;
  };
  return {
    provisioning: {
      putAccount: (input) => provisioning.putAccount(input).catch(asRefusal),
      putProject: (input) => provisioning.putProject(input).catch(asRefusal),
      remove: (input) => provisioning.remove(input).catch(asRefusal),
    },
  };
}

/** An answer outside of tRPC, in tRPC's form. */
function refusal(error: unknown, path: string | null): Response {
  const known =
    error instanceof RequestRefusedError
      ? error
      : new RequestRefusedError('internal', 'Field failed unexpectedly; see its log', { cause: error });
  if (known.reason === 'internal') process.stderr.write(`${path} failed: ${String(error)}\n`);
  const httpStatus = getHTTPStatusCodeFromError(known);
  const data: ErrorData = { reason: known.reason, issues: [] };
  const body = {
    error: { message: known.message, code: TRPC_ERROR_CODES_BY_KEY[known.code], data: { code: known.code, httpStatus, path, ...data } },
  };
  return Response.json(body, { status: httpStatus });
}
