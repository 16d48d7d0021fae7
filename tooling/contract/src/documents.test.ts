import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { checkoutAt, thisCheckout } from './checkout.ts';
import { staleDocuments, writeDocuments } from './documents.ts';

const root = await mkdtemp(join(tmpdir(), 'documents-'));
afterAll(() => rm(root, { recursive: true }));
const checkout = checkoutAt(root);
await mkdir(checkout.contracts, { recursive: true });
await cp(`${thisCheckout.contracts}/frozen`, `${checkout.contracts}/frozen`, { recursive: true });

test('packages/contracts/docs is what the schemas say', async () => {
  const { written, removed } = await staleDocuments(thisCheckout);
  expect([...written, ...removed], 'The documentation is out of date. Run: pnpm contract docs').toEqual([]);
});

test('documents are written once, and the same contract gives the same bytes', async () => {
  const first = await writeDocuments(checkout);
  expect(first.written.length).toBe(first.files);
  expect(first.written).toContain('json-schema/Account.json');
  expect(await writeDocuments(checkout)).toEqual({ written: [], removed: [], files: first.files });
});

test('a file that is edited, missing or left over is named, and mended', async () => {
  const docs = `${checkout.contracts}/docs`;
  await writeFile(`${docs}/wire.md`, 'edited');
  await rm(`${docs}/openapi.json`);
  await writeFile(`${docs}/json-schema/Gone.json`, '{}');
  const stale = await staleDocuments(checkout);
  expect(stale).toMatchObject({ written: ['openapi.json', 'wire.md'], removed: ['json-schema/Gone.json'] });
  expect(await writeDocuments(checkout)).toEqual(stale);
  expect(await staleDocuments(checkout)).toMatchObject({ written: [], removed: [] });
  expect(await readFile(`${docs}/wire.md`, 'utf8')).toMatch(/^# The wire\n/);
});
