import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { fetchRequestHandler } from '@trpc/server/adapters/fetch';
import { getHTTPStatusCodeFromError } from '@trpc/server/http';
import { TRPC_ERROR_CODES_BY_KEY } from '@trpc/server/rpc';
import type { ErrorData } from '../../v1/error.ts';
import { RequestRefusedError } from '../../v1/request-refused-error.ts';
import { extractNames } from '../../v1/extracts/index.ts';
import type { HqHandlers } from '../../v1/handlers.ts';
import { hqRouter } from '../../v1/hq-router.ts';
import { limits } from '../../v1/limits.ts';
import { hqProcedures } from '../../v1/procedures/index.ts';
import { contractVersion, contractVersionHeader, sameMajor } from '../../v1/version.ts';
import { extractText } from './extract-text.ts';
import type { Store } from './store.ts';
import type { VerifyToken } from './verify-token.ts';

const unzip = promisify(gunzip);

/** A request with its body as it was sent. */
export interface StubRequest {
  method: string;
  /** Path with query. */
  url: string;
  headers: Record<string, string>;
  body: Uint8Array;
}

export interface StubParts {
  handlers: HqHandlers;
  store: Store;
  verifyToken: VerifyToken;
}

/** Answers one request by the rules of the contract: version, token, limits, then the contract's own router. */
export async function answerRequest(parts: StubParts, request: StubRequest): Promise<Response> {
  const { pathname } = new URL(request.url, 'http://stub');
  try {
    return await answer(parts, request, pathname);
  } catch (error) {
    if (!(error instanceof RequestRefusedError)) throw error;
    return refusal(error, pathname);
  }
}

async function answer({ handlers, store, verifyToken }: StubParts, request: StubRequest, pathname: string): Promise<Response> {
  const { method, url, headers, body } = request;
  const extract = extractNames.find((name) => pathname === `/extracts/${name}.csv`);
  const procedure = hqProcedures.find(({ path }) => pathname === `/trpc/${path}`);
  if (extract === undefined && procedure === undefined)
    throw new RequestRefusedError('request_invalid', `The stub serves nothing at ${pathname}`);
  const theirs = headers[contractVersionHeader];
  if (theirs === undefined || !sameMajor(theirs, contractVersion))
    throw new RequestRefusedError('contract_mismatch', `The request speaks contract ${theirs ?? '(none)'}, HQ speaks ${contractVersion}`);
  if (body.length > limits.bytesPerRequest) throw overLimit();
  verifyToken(headers['authorization'], procedure === undefined ? 'verify' : procedure.scope, body);
  if (extract !== undefined) return new Response(extractText(store, extract), { headers: { 'content-type': 'text/csv; charset=utf-8' } });
  const text = method === 'GET' ? undefined : await textOf(body, headers['content-encoding']);
  return fetchRequestHandler({
    endpoint: '/trpc',
    req: new Request(new URL(url, 'http://stub'), { method, headers: { 'content-type': 'application/json' }, ...(text && { body: text }) }),
    router: hqRouter,
    createContext: () => ({ handlers }),
    allowBatching: false,
    allowMethodOverride: true,
  });
}

async function textOf(body: Uint8Array, encoding = 'identity'): Promise<string> {
  if (encoding !== 'gzip' && encoding !== 'identity')
    throw new RequestRefusedError('request_invalid', `The content-encoding must be gzip or identity, not ${encoding}`);
  try {
    const bytes = encoding === 'gzip' ? await unzip(body, { maxOutputLength: limits.bytesPerRequest }) : body;
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ERR_BUFFER_TOO_LARGE') throw overLimit();
    throw new RequestRefusedError('request_invalid', 'The body is not UTF-8, or not gzip as its content-encoding says', { cause });
  }
}

function overLimit(): RequestRefusedError {
  return new RequestRefusedError('limit_exceeded', `A request has at most ${limits.bytesPerRequest} bytes; send less at once`);
}

/** An answer outside of tRPC, in tRPC's form. */
function refusal(error: RequestRefusedError, pathname: string): Response {
  const httpStatus = getHTTPStatusCodeFromError(error);
  const data: ErrorData = { reason: error.reason, issues: [] };
  const path = pathname.replace(/^\/trpc\//, '');
  const body = {
    error: { message: error.message, code: TRPC_ERROR_CODES_BY_KEY[error.code], data: { code: error.code, httpStatus, path, ...data } },
  };
  return Response.json(body, { status: httpStatus });
}
