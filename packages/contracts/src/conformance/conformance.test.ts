import { expect, test } from 'vitest';
import { contractVersion } from '../v1/version.ts';
import { deviations } from './fixtures/deviant-stubs.ts';
import { checkServer, conformanceText, createStubServer, failures, serviceTokens } from './index.ts';

test('the stub does what the kit asks of a server', { timeout: 240_000 }, async () => {
  const stub = await createStubServer();
  try {
    const report = await checkServer({ url: stub.url, seed: stub.seed, ...serviceTokens(stub.privateKey) });
    expect(failures(report), conformanceText(report)).toEqual([]);
    expect(report.leftOut).toEqual([]);
    expect(report.sections.flatMap(({ checks }) => checks).length).toBeGreaterThan(1000);
  } finally {
    await stub.stop();
  }
});

test.each(deviations)('a server that $title is found out', { timeout: 60_000 }, async ({ section, intercept }) => {
  const stub = await createStubServer({ intercept });
  try {
    const report = await checkServer({ url: stub.url, ...serviceTokens(stub.privateKey), sections: [section] });
    expect(failures(report).filter((one) => one.section.startsWith(section)).length, conformanceText(report)).toBeGreaterThan(0);
  } finally {
    await stub.stop();
  }
});

test('a server that fails at every creation passes no check of creations', { timeout: 60_000 }, async () => {
  const stub = await createStubServer({
    intercept: (request, next) =>
      request.url.startsWith('/trpc/creations.') ? Promise.resolve({ status: 500, headers: {}, body: '{"error":{}}' }) : next(),
  });
  try {
    const report = await checkServer({ url: stub.url, ...serviceTokens(stub.privateKey), sections: ['Creations'] });
    const [creations] = report.sections;
    expect(creations?.checks.length).toBeGreaterThan(20);
    expect(creations?.checks.filter(({ passed }) => passed)).toEqual([]);
  } finally {
    await stub.stop();
  }
});

test('a server that keeps people and says that it has deleted them is found out when the run leaves', async () => {
  const stub = await createStubServer({
    intercept: async (request, next) => {
      const bringBack = stub.backUp();
      const answer = await next();
      if (/"user":\[\{"externalId":"[^"]+","version":\d+,"deleted":true/u.test(Buffer.from(request.body).toString())) bringBack();
      return answer;
    },
  });
  try {
    const report = await checkServer({ url: stub.url, ...serviceTokens(stub.privateKey), sections: ['Idempotency'] });
    const [left] = report.sections.at(-1)?.checks ?? [];
    expect(left).toMatchObject({ title: 'everything that this run made is deleted', passed: false, got: stub.records('user').size });
  } finally {
    await stub.stop();
  }
});

test('a server that never answers fails the check, which says so', async () => {
  const stub = await createStubServer({
    intercept: (request, next) => (request.url.includes('records.applyBatch') ? new Promise(() => {}) : next()),
  });
  try {
    const report = await checkServer({ url: stub.url, ...serviceTokens(stub.privateKey), sections: ['Idempotency'], timeoutMs: 100 });
    expect(failures(report).map(({ got }) => got)).toContain('an error: HQ did not answer POST /trpc/records.applyBatch within 0.1 s');
  } finally {
    await stub.stop();
  }
});

test('a server older than a procedure is asked nothing of it', async () => {
  const stub = await createStubServer({
    intercept: async (request, next) => {
      if (request.url.includes('verification.rangeDigests')) request.url = '/trpc/verification.ofTomorrow';
      const answer = await next();
      if (!request.url.includes('system.hello')) return answer;
      return { ...answer, body: Buffer.from(answer.body).toString().replaceAll(contractVersion, '1.2.0') };
    },
  });
  try {
    const sections = ['Verification: digests of ranges', 'Input of verification.rangeDigests'];
    const report = await checkServer({ url: stub.url, ...serviceTokens(stub.privateKey), sections });
    expect(report.leftOut.map(({ title }) => title).toSorted()).toEqual(sections.toSorted());
    expect(failures(report)).toEqual([]);
  } finally {
    await stub.stop();
  }
});

test('what the caller gives no means for is left out with the reason, and the text reads like a specification', async () => {
  const stub = await createStubServer();
  try {
    const { token } = serviceTokens(stub.privateKey);
    const report = await checkServer({ url: stub.url, token, sections: ['Forged', 'Adoption', 'Idempotency'] });
    expect(report.leftOut.map(({ reason }) => reason)).toEqual(['the caller gave no `forge`', 'the caller gave no `seed`']);
    const text = conformanceText(report);
    expect(text).toMatch(/^Idempotency\n {2}ok {5}the same batch sent twice is unchanged, every record of it\n/);
    expect(text).toMatch(/left out: the caller gave no `seed`\n\n7 of 7 checks passed in \d+\.\d s\n$/);
  } finally {
    await stub.stop();
  }
});
