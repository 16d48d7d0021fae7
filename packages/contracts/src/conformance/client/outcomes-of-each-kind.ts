import { randomUUID } from 'node:crypto';
import type { Section } from '../report.ts';
import { sample } from '../sample-records.ts';
import type { Push } from './client-under-test.ts';
import { reports } from './judge-client.ts';
import { late } from './spoilt-answers.ts';

const name = () => randomUUID();

export const outcomesOfEachKind: Section<Push> = {
  title: 'Outcomes are reported as HQ answered them',
  checks: [
    reports('applied', () => {
      const [account, user] = [name(), name()];
      const records = { account: [sample.account(account)], user: [sample.user(user)] };
      return { scene: { spoils: [], records }, believed: [`${account} applied`, `${user} applied`] };
    }),
    reports('unchanged', () => {
      const user = name();
      const records = { user: [sample.user(user)] };
      return { scene: { spoils: [], before: records, records }, believed: [`${user} unchanged`] };
    }),
    reports('stale', () => {
      const user = name();
      const before = { user: [sample.user(user, {}, 2)] };
      return { scene: { spoils: [], before, records: { user: [sample.user(user, {}, 1)] } }, believed: [`${user} stale`] };
    }),
    reports('deferred, for a parent and for a value', () => {
      const [holder, user, project] = [name(), name(), name()];
      const records = { user: [sample.user(user, { email: `${holder}@example.com` })], project: [sample.project(name(), project)] };
      return {
        scene: { spoils: [], before: { user: [sample.user(holder)] }, records },
        believed: [`${user} deferred`, `${project} deferred`],
      };
    }),
    reports('rejected, beside a neighbour that is applied', () => {
      const [bad, good] = [name(), name()];
      const records = { account: [sample.account(bad, { hqId: name() }), sample.account(good)] };
      return { scene: { spoils: [], records }, believed: [`${bad} rejected`, `${good} applied`] };
    }),
    reports('a tombstone that is applied', () => {
      const user = name();
      return { scene: { spoils: [], records: { user: [sample.gone(user, 1)] } }, believed: [`${user} applied`] };
    }),
    reports('all five in one batch, in the order of the request', () => {
      const [newer, same, bad, company] = [name(), name(), name(), name()];
      const before = { user: [sample.user(newer, {}, 2), sample.user(same)] };
      const records = {
        account: [sample.account(bad, { hqId: name() })],
        user: [sample.user(newer, {}, 1), sample.user(same), sample.gone(bad, 1)],
        company: [sample.company(bad, company)],
      };
      const believed = [`${bad} rejected`, `${newer} stale`, `${same} unchanged`, `${bad} applied`, `${company} deferred`];
      return { scene: { spoils: [], before, records }, believed };
    }),
    reports('an answer that takes a second is waited for', () => {
      const user = name();
      return { scene: { spoils: [late(1000)], records: { user: [sample.user(user)] } }, believed: [`${user} applied`] };
    }),
  ],
};
