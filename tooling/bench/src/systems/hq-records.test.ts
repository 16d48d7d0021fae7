import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { until } from '@hq-field/testkit/until';
import { expect, test } from 'vitest';
import { watchDelivery } from './hq-records.ts';

test('a look that HQ does not answer is followed by the next', async () => {
  let looks = 0;
  const hq = createServer((request, response) => {
    looks += 1;
    if (looks === 2) request.socket.destroy();
    else response.end(`hq_records_total{entity="user"} ${looks < 3 ? 7 : 12}\n`);
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => hq.once('listening', resolve));
  const watch = await watchDelivery(`http://127.0.0.1:${(hq.address() as AddressInfo).port}`);
  try {
    await until(() => watch.records > 0, { timeoutMs: 10_000, everyMs: 20, what: 'new records are seen' });
    expect(watch.records).toBe(5);
  } finally {
    watch.stop();
    hq.closeAllConnections();
    hq.close();
  }
});
