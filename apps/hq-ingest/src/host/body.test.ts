import { limits } from '@hq-field/contracts';
import { until } from '@hq-field/testkit/until';
import { expect, test } from 'vitest';
import { createBodyReader } from './body.ts';

/** A body that gives so many bytes at once and then waits until it is closed. */
function slowBody(bytes: number, headers: Record<string, string> = {}): { request: Request; close(): void; isRead(): boolean } {
  let given = false;
  let close = (): void => {};
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        if (!given) controller.enqueue(new Uint8Array(bytes));
        given = true;
        close = () => controller.close();
        return new Promise(() => {});
      },
    },
    { highWaterMark: 0 },
  );
  const request = new Request('http://hq', { method: 'POST', body, headers, duplex: 'half' });
  return { request, close: () => close(), isRead: () => given };
}

test('bodies hold what has arrived of them: beyond the room for all, one is refused for now, and what is given back is free', async () => {
  const read = createBodyReader(100);
  const slow = [slowBody(40), slowBody(60)];
  const reading = slow.map(({ request }) => read(request));
  await until(() => slow.every((body) => body.isRead()), { timeoutMs: 5000, what: 'both have sent' });
  await expect(read(slowBody(1).request)).rejects.toMatchObject({ reason: 'overloaded' });
  const announced = { method: 'POST', body: 'x', headers: { 'content-length': '1' } };
  await expect(read(new Request('http://hq', announced))).rejects.toMatchObject({ reason: 'overloaded' });
  for (const body of slow) body.close();
  expect((await Promise.all(reading)).map(({ byteLength }) => byteLength)).toEqual([40, 60]);
  expect((await read(new Request('http://hq', announced))).byteLength).toBe(1);
});

test('a body that was refused holds nothing, whether it was too large or broke off', async () => {
  const read = createBodyReader(limits.bytesPerRequest + 1);
  await expect(read(slowBody(limits.bytesPerRequest + 1).request)).rejects.toMatchObject({ reason: 'limit_exceeded' });
  const broken = new ReadableStream({
    start: (controller) => controller.error(Object.assign(new Error('aborted'), { code: 'ECONNRESET' })),
  });
  const request = new Request('http://hq', { method: 'POST', body: broken, duplex: 'half' });
  await expect(read(request)).rejects.toMatchObject({ reason: 'request_invalid' });
  const whole = slowBody(limits.bytesPerRequest);
  const reading = read(whole.request);
  await until(whole.isRead, { timeoutMs: 5000, what: 'it was sent' });
  whole.close();
  expect((await reading).byteLength).toBe(limits.bytesPerRequest);
});

test('a body that is announced over the limit is read away before it is refused, as long as there is time', async () => {
  const announced = { 'content-length': String(limits.bytesPerRequest + 1) };
  const slow = slowBody(1, announced);
  let end: unknown = null;
  createBodyReader(0)(slow.request).catch((error: unknown) => (end = error));
  await until(slow.isRead, { timeoutMs: 5000, what: 'it is read' });
  expect(end).toBe(null);
  slow.close();
  await until(() => end !== null, { timeoutMs: 5000, what: 'it is refused' });
  expect(end).toMatchObject({ reason: 'limit_exceeded' });
  await expect(createBodyReader(0, 1)(slowBody(1, announced).request)).rejects.toMatchObject({ reason: 'limit_exceeded' });
  const huge = slowBody(1, { 'content-length': String(10 * limits.bytesPerRequest) });
  await expect(createBodyReader(0)(huge.request)).rejects.toMatchObject({ reason: 'limit_exceeded' });
  expect(huge.isRead()).toBe(false);
});
