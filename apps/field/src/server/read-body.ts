import { limits } from '@hq-field/contracts';
import { RequestRefusedError } from '@hq-field/contracts/server';

/**
 * The bytes of a request, counted as they come: a caller need not announce them. Throws RequestRefusedError `limit_exceeded` as soon as there are too
 * many, and `request_invalid` when the caller breaks off.
 */
export async function readBody(request: Request): Promise<Uint8Array<ArrayBuffer>> {
  refuseOver(Number(request.headers.get('content-length') ?? 0));
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of request.body ?? []) {
      size += chunk.byteLength;
      refuseOver(size);
      chunks.push(chunk);
    }
  } catch (cause) {
    if (cause instanceof RequestRefusedError) throw cause;
    throw new RequestRefusedError('request_invalid', 'The body broke off before its end', { cause });
  }
  return Buffer.concat(chunks);
}

function refuseOver(bytes: number): void {
  if (bytes > limits.bytesPerRequest)
    throw new RequestRefusedError('limit_exceeded', `A request has at most ${limits.bytesPerRequest} bytes`);
}
