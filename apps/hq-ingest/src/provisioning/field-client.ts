import { createHash, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import {
  contractVersion,
  contractVersionHeader,
  type ErrorData,
  type FieldRouter,
  type FieldScope,
  fieldTokenAudience,
  fieldTokenIssuer,
  type PutAccountInput,
  type PutOutput,
  type PutProjectInput,
  reasonCodes,
  type RemoveInput,
  type RemoveOutput,
  tokenLifetimeSeconds,
} from '@hq-field/contracts';
import { inSpan, traceparentAtWork } from '@hq-field/traces';
import { SpanKind } from '@opentelemetry/api';
import { createTRPCClient, httpLink, TRPCClientError } from '@trpc/client';
import { importJWK, type JWK, SignJWT } from 'jose';
import { ConfigError } from '../config.ts';

/** Field as HQ sees it. Every method throws FieldCallError. */
export interface FieldClient {
  putAccount(input: PutAccountInput): Promise<PutOutput>;
  putProject(input: PutProjectInput): Promise<PutOutput>;
  remove(input: RemoveInput): Promise<RemoveOutput>;
}

/** Field did not do what was asked. `isRefusal`: it never will do this; else the same may succeed later. */
export class FieldCallError extends Error {
  readonly code: string;
  readonly isRefusal: boolean;

  constructor(code: string, message: string, isRefusal: boolean, options: { cause?: unknown } = {}) {
    super(message, options);
    this.name = 'FieldCallError';
    this.code = code;
    this.isRefusal = isRefusal;
  }
}

/** Shorter than the claim of the record that is put. */
const timeoutMs = 5000;
const scope: FieldScope = 'provision';

/** Makes the client. Throws ConfigError when the key cannot be read. */
export async function createFieldClient(options: { url: string; signingKeyFile: string }): Promise<FieldClient> {
  const url = options.url.replace(/\/+$/u, '');
  const { key, kid } = await readKey(options.signingKeyFile);
  const client = createTRPCClient<FieldRouter>({
    links: [
      httpLink({
        url: `${url}/trpc`,
        fetch: async (target, init) => {
          const headers = new Headers(init?.headers);
          headers.set('authorization', `Bearer ${await token(typeof init?.body === 'string' ? init.body : '')}`);
          headers.set(contractVersionHeader, contractVersion);
          const traceparent = traceparentAtWork();
          if (traceparent !== undefined) headers.set('traceparent', traceparent);
          return fetch(target, { ...(init as RequestInit), headers, signal: AbortSignal.timeout(timeoutMs) });
        },
      }),
    ],
  });

  function token(body: string): Promise<string> {
    const now = Math.floor(Date.now() / 1000);
    return new SignJWT({ scope, bh: createHash('sha256').update(body).digest('base64url') })
      .setProtectedHeader({ alg: 'EdDSA', kid })
      .setIssuer(fieldTokenIssuer)
      .setAudience(fieldTokenAudience)
      .setIssuedAt(now)
      .setExpirationTime(now + tokenLifetimeSeconds)
      .setJti(randomUUID())
      .sign(key);
  }

  /** One call in a span of its own, with HQ's id of what it is about. */
  function call<T>(name: string, hqId: string | null, run: () => Promise<T>): Promise<T> {
    return inSpan(name, { kind: SpanKind.CLIENT, attributes: { 'migration.hq.id': hqId ?? '' } }, () =>
      run().catch((error: unknown) => Promise.reject(toFieldCallError(error, url))),
    );
  }

  return {
    putAccount: (input) => call('field.putAccount', input.account.hqId, () => client.provisioning.putAccount.mutate(input)),
    putProject: (input) => call('field.putProject', input.project.hqId, () => client.provisioning.putProject.mutate(input)),
    remove: (input) => call('field.remove', input.hqId, () => client.provisioning.remove.mutate(input)),
  };
}

async function readKey(file: string) {
  try {
    const jwk = JSON.parse(await readFile(file, 'utf8')) as JWK;
    if (!jwk.d || !jwk.kid) throw new TypeError('The key has no private part, or no kid.');
    return { key: await importJWK(jwk, 'EdDSA'), kid: jwk.kid };
  } catch {
    throw new ConfigError(`HQ_SIGNING_KEY_FILE: ${file} is not a private Ed25519 key in JWK form, with its kid.`);
  }
}

/** A body that Field cannot take is this record's fault; whatever else is wrong may be mended while the record waits. */
function toFieldCallError(error: unknown, url: string): FieldCallError {
  if (error instanceof TRPCClientError) {
    const data = error.data as Partial<ErrorData> | null | undefined;
    if (data?.reason !== undefined && Object.hasOwn(reasonCodes, data.reason)) {
      const places = (data.issues ?? []).map(({ path, message }) => `${path.join('.')} ${message}`).join('; ');
      const isRefusal = data.reason === 'request_invalid' || data.reason === 'limit_exceeded';
      return new FieldCallError(data.reason, places === '' ? error.message : `${error.message}: ${places}`, isRefusal, { cause: error });
    }
  }
  const words = error instanceof Error ? (error.cause instanceof Error ? error.cause.message : error.message) : String(error);
  return new FieldCallError('unreachable', `Field does not answer at ${url} (${words}). Check HQ_FIELD_URL and that Field runs.`, false, {
    cause: error,
  });
}
