import { isDeepStrictEqual } from 'node:util';
import { limits } from '../../../v1/limits.ts';
import { lockDigest } from '../../../v1/lock-digest.ts';
import { type HelloOutput, helloOutput } from '../../../v1/procedures/hello.ts';
import { contractVersion, contractVersionHeader, loadHeader } from '../../../v1/version.ts';
import { sample } from '../../sample-records.ts';
import { fresh } from '../fresh.ts';
import type { HqUnderTest } from '../hq-under-test.ts';
import { accepted, check, compare, refused, type ServerCheck, type ServerSection } from '../section.ts';

const [major = 1, minor = 0] = contractVersion.split('.').map(Number);
const withVersion = (hq: HqUnderTest, version: string | null) =>
  hq.call('system.hello', {}, { headers: { [contractVersionHeader]: version } });

const minorVersions: [words: string, version: string][] = [
  ...Array.from({ length: minor }, (_, older): [string, string] => ['an older minor version', `${major}.${older}.0`]),
  ['this minor version', `${major}.${minor}.99`],
  ['a newer minor version', `${major}.${minor + 1}.0`],
  ['a much newer minor version', `${major}.${minor + 41}.7`],
];

const taken: ServerCheck[] = minorVersions.map(([words, version]) =>
  check(`a caller of contract ${version}, ${words}, is answered`, async (hq) => accepted(await withVersion(hq, version))),
);

const refusals: ServerCheck[] = [`${major - 1}.9.9`, `${major + 1}.0.0`, `${major + 9}.${minor}.0`].flatMap((version) => [
  check(`a caller of contract ${version}, another major version, is refused with contract_mismatch`, async (hq) =>
    refused(await withVersion(hq, version), 412, 'contract_mismatch'),
  ),
  check(`the refusal of ${version} names both versions`, async (hq) => {
    const { contractVersion: ours } = await hq.ask<HelloOutput>('system.hello', {});
    const message = (await withVersion(hq, version)).error?.message ?? '';
    return compare(
      [version, ours].filter((one) => message.includes(one)),
      [version, ours],
    );
  }),
]);

export const handshake: ServerSection = {
  title: 'Handshake',
  checks: [
    check('system.hello answers in the form of the contract', async (hq) =>
      compare(helloOutput.safeParse((await hq.call('system.hello', {})).data).success, true),
    ),
    check('system.hello is answered to GET as to POST', async (hq) =>
      accepted(await hq.call('system.hello?input=%7B%7D', '', { method: 'GET' })),
    ),
    check('system.hello needs no scope', async (hq) => accepted(await hq.call('system.hello', {}, { scopes: [] }))),
    check('system.hello states the major version of this kit', async (hq) => {
      const hello = await hq.ask<HelloOutput>('system.hello', {});
      return compare(Number(hello.contractVersion.split('.')[0]), major);
    }),
    check('system.hello states the limits of the contract', async (hq) =>
      compare((await hq.ask<HelloOutput>('system.hello', {})).limits, { ...limits }),
    ),
    check('a server of the same version states the same digest of the contract lock', async (hq) => {
      const hello = await hq.ask<HelloOutput>('system.hello', {});
      const isSame = hello.contractVersion !== contractVersion || isDeepStrictEqual(hello.lockDigest, lockDigest);
      return compare(isSame ? lockDigest : hello.lockDigest, lockDigest);
    }),
    check("system.hello states the server's clock, within a minute of the caller's", async (hq) => {
      const { serverTime } = await hq.ask<HelloOutput>('system.hello', {});
      return compare(Math.abs(Date.parse(serverTime) - Date.now()) < 60_000, true);
    }),
    check('system.hello states a highest version that is not below that of a record which HQ took', async (hq) => {
      await hq.send({ account: [sample.account(fresh(), {}, 7)] });
      return compare((await hq.ask<HelloOutput>('system.hello', {})).highestVersion >= 7, true);
    }),
    check('every answer states the load', async (hq) => {
      const load = (await hq.call('system.hello', {})).headers.get(loadHeader);
      return compare(load !== null && Number(load) >= 0, true);
    }),
    ...taken,
    ...refusals,
    check('a caller without a version is refused with contract_mismatch', async (hq) =>
      refused(await withVersion(hq, null), 412, 'contract_mismatch'),
    ),
    check('a version that is no number is refused with contract_mismatch', async (hq) =>
      refused(await withVersion(hq, 'newest'), 412, 'contract_mismatch'),
    ),
    check('another major version is refused before the token is looked at', async (hq) =>
      refused(
        await hq.call('system.hello', {}, { token: null, headers: { [contractVersionHeader]: `${major + 1}.0.0` } }),
        412,
        'contract_mismatch',
      ),
    ),
  ],
};
