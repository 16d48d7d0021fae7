import { expect, test } from 'vitest';
import { deviations } from './fixtures/deviant-stubs.ts';
import { checkServer, conformanceText, createStubServer, failures, serviceTokens } from './index.ts';

test('the stub does what the kit asks of a server', { timeout: 120_000 }, async () => {
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
