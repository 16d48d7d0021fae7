import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { limits } from '@hq-field/contracts';
import { RequestRefusedError } from '@hq-field/contracts/server';

const unzip = promisify(gunzip);

/** Announced bodies up to this many bytes need no stream in between: Node hands on no more than was announced. */
const bytesInOnePiece = 65_536;

/** What is announced over the limit is read up to this many bytes before it is refused. */
const bytesReadAway = 4 * limits.bytesPerRequest;

function overLimit(): RequestRefusedError {
  return new RequestRefusedError(
    'limit_exceeded',
    `A request has at most ${limits.bytesPerRequest} bytes after decompression; send less at once`,
  );
}

/** Reads the bytes of a request as they were sent. */
export type BodyReader = (request: Request) => Promise<Uint8Array>;

/**
 * Makes a reader of bodies. All that are being read hold at most `bytesAtOnce` together, counted as they arrive (small ones
 * that are announced, at once): a caller who sends slowly, or nothing more, keeps nobody else out. It throws limit_exceeded for a body over the limit of one
 * request, overloaded when there is no room for what has arrived, and request_invalid when the caller breaks off. A body that is announced over the
 * limit is read away first, for `readAwayMs` at most: callers who send all before they read would see a broken connection instead of the answer.
 */
export function createBodyReader(bytesAtOnce: number, readAwayMs = 10_000): BodyReader {
  let bytesHeld = 0;
  return async (request) => {
    const announced = Number(request.headers.get('content-length') ?? Number.NaN);
    if (announced > limits.bytesPerRequest) {
      if (announced <= bytesReadAway) await readAway(request.body, readAwayMs);
      throw overLimit();
    }
    let size = 0;
    const hold = (bytes: number): void => {
      size += bytes;
      bytesHeld += bytes;
      if (size > limits.bytesPerRequest) throw overLimit();
      if (bytesHeld > bytesAtOnce)
        throw new RequestRefusedError('overloaded', 'HQ is reading as much as it has room for; wait for Retry-After seconds');
    };
    try {
      if (announced > bytesInOnePiece || Number.isNaN(announced)) return await readStream(request.body, hold);
      hold(announced);
      return new Uint8Array(await request.arrayBuffer());
    } catch (cause) {
      if (cause instanceof RequestRefusedError) throw cause;
      // The codes of the caller's socket are those of a database that goes away, which this is not.
      throw new RequestRefusedError('request_invalid', 'The body broke off before its end', { cause });
    } finally {
      bytesHeld -= size;
    }
  };
}

async function readStream(body: ReadableStream<Uint8Array> | null, hold: (bytes: number) => void): Promise<Uint8Array> {
  if (body === null) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) {
    hold(chunk.byteLength);
    chunks.push(chunk);
  }
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks);
}

/** Takes what comes and keeps nothing of it, until the body ends or breaks off, is longer than was announced, or the time is up. */
async function readAway(body: ReadableStream<Uint8Array> | null, milliseconds: number): Promise<void> {
  if (body === null) return;
  const reader = body.getReader();
  const isLate = AbortSignal.timeout(milliseconds);
  // Ends the read that waits.
  isLate.addEventListener('abort', () => void reader.cancel().catch(() => {}));
  try {
    while (!(await reader.read()).done);
  } catch {
    // Nobody waits for the answer any more.
  }
}

/** The body after decompression, which stops at the limit: a small body may hold a large one. */
export async function decompress(body: Uint8Array, encoding: string | null): Promise<Uint8Array> {
  if (encoding === null || encoding === '' || encoding === 'identity') return body;
  if (encoding !== 'gzip')
    throw new RequestRefusedError('request_invalid', `The content-encoding must be gzip or identity, not ${encoding}`);
  try {
    return await unzip(body, { maxOutputLength: limits.bytesPerRequest });
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ERR_BUFFER_TOO_LARGE') throw overLimit();
    throw new RequestRefusedError('request_invalid', 'The body is not gzip as its content-encoding says', { cause });
  }
}

/** The text of a body. */
export function decodeText(body: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch (cause) {
    throw new RequestRefusedError('request_invalid', 'The body is not UTF-8', { cause });
  }
}
