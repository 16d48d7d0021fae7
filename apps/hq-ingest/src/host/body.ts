import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { limits } from '@hq-field/contracts';
import { RequestRefusedError } from '@hq-field/contracts/server';

const unzip = promisify(gunzip);

function overLimit(): RequestRefusedError {
  return new RequestRefusedError(
    'limit_exceeded',
    `A request has at most ${limits.bytesPerRequest} bytes after decompression; send less at once`,
  );
}

/** The bytes of a request as they were sent. Reading stops at the limit. Throws request_invalid when the caller breaks off. */
export async function readBody(request: Request): Promise<Uint8Array> {
  const announced = Number(request.headers.get('content-length') ?? Number.NaN);
  if (announced > limits.bytesPerRequest) throw overLimit();
  try {
    // Node hands on no more than was announced, and such a body needs no stream in between.
    if (announced >= 0) return new Uint8Array(await request.arrayBuffer());
    return await readStream(request.body);
  } catch (cause) {
    if (cause instanceof RequestRefusedError) throw cause;
    // The codes of the caller's socket are those of a database that goes away, which this is not.
    throw new RequestRefusedError('request_invalid', 'The body broke off before its end', { cause });
  }
}

async function readStream(body: ReadableStream<Uint8Array> | null): Promise<Uint8Array> {
  if (body === null) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > limits.bytesPerRequest) throw overLimit();
    chunks.push(chunk);
  }
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks);
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
