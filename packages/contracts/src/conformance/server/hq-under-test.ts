import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { type Entity, entityNames } from '../../v1/entities/index.ts';
import type { ErrorData } from '../../v1/error.ts';
import type { ExtractName } from '../../v1/extracts/index.ts';
import type { Outcome } from '../../v1/outcome.ts';
import type { ApplyBatchInput, ApplyBatchOutput } from '../../v1/procedures/apply-batch.ts';
import { emailKey } from '../../v1/keys.ts';
import type { CountsOutput, RowsOutput } from '../../v1/procedures/verification.ts';
import type { Scope } from '../../v1/tokens.ts';
import { contractVersion, contractVersionHeader } from '../../v1/version.ts';
import type { OwnRows } from '../own-rows.ts';
import type { ForgeToken, MakeToken } from '../service-tokens.ts';

export interface CheckServerOptions {
  /** Where HQ answers; `/trpc` and `/extracts` stand below it. */
  url: string;
  /** Makes the token of one request. */
  token: MakeToken;
  /** Makes tokens that HQ must refuse; without it those checks are left out. */
  forge?: ForgeToken;
  /** Puts rows of HQ's own into HQ; without it the checks of adoption are left out. */
  seed?(rows: OwnRows): Promise<void>;
  /** Only sections whose title begins with one of these; all of them unless told. */
  sections?: readonly string[];
  /** Limit of one request with its answer, in milliseconds; at least 1, 60,000 unless told. A check that meets it has failed. */
  timeoutMs?: number;
}

export interface CallOptions {
  scopes?: readonly Scope[];
  /** Sent instead of a fresh token; null sends none. */
  token?: string | null;
  /** Headers to add; null takes one off. */
  headers?: Record<string, string | null>;
  compress?: boolean;
  method?: 'GET' | 'POST';
}

/** One answer of HQ: `data` when the call succeeded, `error` when it was refused. */
export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  data: unknown;
  error: { message: string; code: number; data: ErrorData & { code: string; httpStatus: number; path: string | null } } | null;
}

type Records = ApplyBatchInput['records'];

/** The HQ that a run checks, reached over HTTP only. */
export class HqUnderTest {
  readonly #options: CheckServerOptions;
  /** Accounts and users that this run has sent; they are deleted at its end. */
  readonly #made = { account: new Set<string>(), user: new Set<string>() };
  /** By which verification finds those users, also the ones of no account. */
  readonly #emailKeys = new Set<string>();

  constructor(options: CheckServerOptions) {
    this.#options = { ...options, url: options.url.replace(/\/+$/u, '') };
  }

  get forge(): ForgeToken | undefined {
    return this.#options.forge;
  }

  get seed(): ((rows: OwnRows) => Promise<void>) | undefined {
    return this.#options.seed;
  }

  token(body: Uint8Array, scopes: readonly Scope[] = ['ingest', 'verify']): Promise<string> | string {
    return this.#options.token(body, scopes);
  }

  /** Calls a procedure; the input is a value, or the bytes of a body. */
  async call(procedure: string, input: unknown, options: CallOptions = {}): Promise<Answer> {
    const plain = input instanceof Uint8Array ? input : Buffer.from(JSON.stringify(input));
    const body = options.compress ? gzipSync(plain) : plain;
    const compression: Record<string, string> = options.compress ? { 'content-encoding': 'gzip' } : {};
    return this.request(`/trpc/${procedure}`, body, { ...options, headers: { ...compression, ...options.headers } });
  }

  async request(path: string, body: Uint8Array, options: CallOptions = {}): Promise<Answer> {
    const method = options.method ?? 'POST';
    const signed = method === 'GET' ? new Uint8Array() : body;
    const token = options.token === undefined ? await this.token(signed, options.scopes) : options.token;
    const headers = new Headers({ [contractVersionHeader]: contractVersion, 'content-type': 'application/json' });
    if (token !== null) headers.set('authorization', `Bearer ${token}`);
    for (const [name, value] of Object.entries(options.headers ?? {})) {
      if (value === null) headers.delete(name);
      else headers.set(name, value);
    }
    const { url, timeoutMs = 60_000 } = this.#options;
    const limit = AbortSignal.timeout(timeoutMs);
    try {
      const response = await fetchOnLiveConnection(`${url}${path}`, {
        method,
        headers,
        signal: limit,
        ...(method === 'POST' && { body: Buffer.from(body) }),
      });
      return { status: response.status, headers: response.headers, ...parsed(await response.text()) };
    } catch (cause) {
      if (!limit.aborted) throw cause;
      throw new Error(`HQ did not answer ${method} ${path} within ${timeoutMs / 1000} s`, { cause });
    }
  }

  /** Calls a procedure that must succeed. */
  async ask<Output>(procedure: string, input: unknown): Promise<Output> {
    const answer = await this.call(procedure, input);
    if (answer.data === undefined)
      throw new Error(`HQ refused ${procedure}: ${answer.status} ${answer.error?.data?.reason ?? answer.text.slice(0, 200)}`);
    return answer.data as Output;
  }

  /** Sends records in one batch that must be taken, and gives the whole answer. */
  async apply(records: Records): Promise<ApplyBatchOutput> {
    this.remember(records);
    return this.ask('records.applyBatch', { source: 'field', batchId: randomUUID(), records });
  }

  /** The same with each outcome as a short text, in dependency order of the groups. */
  async send(records: Records): Promise<string[]> {
    const { outcomes } = await this.apply(records);
    return entityNames.flatMap((entity) => (outcomes[entity] ?? []).map(inShort));
  }

  async extract(name: ExtractName): Promise<Answer> {
    return this.request(`/extracts/${name}.csv`, new Uint8Array(), { method: 'GET' });
  }

  remember(records: Records): void {
    for (const entity of ['account', 'user'] as const)
      for (const { externalId } of records[entity] ?? []) this.#made[entity].add(externalId);
    for (const { data } of records.user ?? []) if (data !== null) this.#emailKeys.add(emailKey(data.email));
  }

  /** Deletes what the run has sent; only its tombstones stay. */
  async removeWhatWasMade(): Promise<void> {
    for (const entity of ['account', 'user'] as const)
      for (const names of pagesOf(this.#made[entity])) await this.apply({ [entity]: names.map(tombstone) });
  }

  /** How many records HQ still holds of the accounts and users that the run has sent. */
  async countWhatIsLeft(): Promise<number> {
    let left = 0;
    for (const accounts of pagesOf(this.#made.account)) {
      const { counts } = await this.ask<CountsOutput>('verification.counts', { accounts, exclude: [] });
      left += counts.reduce((sum, { records }) => sum + records, 0);
    }
    for (const keys of pagesOf(this.#emailKeys)) {
      const input = { entity: 'user', account: null, after: null, limit: keys.length, keys };
      const { rows } = await this.ask<RowsOutput>('verification.rows', input);
      left += rows.filter(({ externalId }) => externalId !== null && this.#made.user.has(externalId)).length;
    }
    return left;
  }
}

/** As many as one request may name. */
function* pagesOf(names: ReadonlySet<string>): Generator<string[]> {
  const all = [...names];
  for (let at = 0; at < all.length; at += 500) yield all.slice(at, at + 500);
}

/** Newer than anything a run sends, and small: HQ's highest version must not run ahead of Field's sequence. */
const lastVersion = 99;
const tombstone = (externalId: string) => ({ externalId, version: lastVersion, deleted: true as const, data: null });

function parsed(text: string): Pick<Answer, 'text' | 'data' | 'error'> {
  try {
    const body = JSON.parse(text) as { result?: { data: unknown }; error?: Answer['error'] };
    return { text, data: body.result?.data, error: body.error ?? null };
  } catch {
    return { text, data: undefined, error: null };
  }
}

/** `applied`, `deferred parent_unknown account:<name>`, `rejected email_taken <name>`. */
export function inShort(outcome: Outcome): string {
  const key = ({ entity, externalId }: { entity: Entity; externalId: string }) => `${entity} ${externalId}`;
  if (outcome.outcome === 'deferred') return ['deferred', outcome.code, ...outcome.waitsFor.map(key)].join(' ');
  if (outcome.outcome === 'rejected')
    return ['rejected', outcome.code, ...(outcome.existingId === null ? [] : [outcome.existingId])].join(' ');
  return outcome.outcome;
}

/**
 * A server may close a connection that was idle for a while just as the next request is written to it; that request was not read, and is
 * sent once more on a connection of its own. A server that closes twice in a row is at fault.
 */
async function fetchOnLiveConnection(url: string, request: RequestInit): Promise<Response> {
  try {
    return await fetch(url, request);
  } catch (error) {
    const cause = error instanceof Error ? (error.cause as { code?: string } | undefined) : undefined;
    if (cause?.code !== 'ECONNRESET' && cause?.code !== 'EPIPE' && cause?.code !== 'UND_ERR_SOCKET') throw error;
    return fetch(url, request);
  }
}
