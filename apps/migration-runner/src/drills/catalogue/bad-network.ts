import type { Faults } from '@hq-field/testkit/fault-proxy';
import type { Drill } from '../drill.ts';
import { mustHold } from '../must-hold.ts';

/** Exchanges that are broken before the way is well again. */
const enough = 12;

function between(name: string, proxy: 'hq' | 'hqDatabase' | 'fieldDatabase', pulls: string, faults: Faults, must: string): Drill {
  return {
    name,
    pulls,
    must,
    async run(stage) {
      stage.startRunner();
      await stage.untilWalked(100);
      const { seen } = stage.proxies[proxy];
      const broken = () => seen.cuts + seen.garbage;
      const before = broken();
      stage.event('pull', pulls);
      stage.proxies[proxy].set(faults);
      await stage.until(`${enough} exchanges are broken`, () => broken() - before >= enough);
      await stage.untilNoticed(/./u);
      mustHold(((await stage.states())['failed'] ?? 0) === 0, 'no account fails because of the way');
      stage.proxies[proxy].heal();
      stage.event('heal', `the way is well again; ${broken() - before} exchanges were broken`);
      await stage.untilMoving();
    },
  };
}

export const answerLost = between(
  'answer-lost',
  'hq',
  'a third of the answers of HQ, after it has committed',
  { cut: { 'before-answer': 0.33 } },
  'the retry is unchanged; nothing is done twice',
);

export const badNetwork = between(
  'bad-network',
  'hq',
  'the way to HQ: cuts at every place, garbage, 30 ms, storms of connections',
  { latencyMs: 15, cut: { 'before-request': 0.04, 'in-request': 0.04, 'before-answer': 0.04, 'in-answer': 0.04 }, garbage: 0.04, storm: 3 },
  'no broken answer is believed, and no account fails',
);

export const hqDatabaseCut = between(
  'hq-database-cut',
  'hqDatabase',
  'the way from HQ to its database: one in 50 exchanges is cut',
  { cut: { 'in-request': 0.01, 'before-answer': 0.01 } },
  'HQ answers 503 and serves on; nothing is half applied',
);

export const fieldDatabaseCut = between(
  'field-database-cut',
  'fieldDatabase',
  "the way from the runner to Field's database: one in 100 exchanges is cut",
  { cut: { 'in-request': 0.005, 'before-answer': 0.005 } },
  'walks begin again behind their checkpoints; claims come back by their leases',
);
