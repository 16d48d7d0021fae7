import { valueOf } from '../../authority/account-gate.ts';
import type { StagePorts } from '../ports.ts';
import type { Check } from './check.ts';

/** A change that waits longer than this has not just been made. */
const waitsSeconds = 10;

export const hqAnswers: Check = {
  name: 'hq-answers',
  async measure({ hq }) {
    const { contractVersion } = await hq.hello();
    return { holds: true, words: `HQ serves contract ${contractVersion}`, remedy: '' };
  },
};

export const versionsAhead: Check = {
  name: 'versions-ahead',
  async measure({ hq, field }) {
    if (!(await field.isInstalled())) {
      const { highestVersion } = await hq.hello();
      return {
        holds: highestVersion === 0,
        words: `capture is not installed, and HQ holds version ${highestVersion}`,
        remedy: 'HQ holds records of an earlier run. pnpm migrate install, then pnpm migrate versions --advance.',
      };
    }
    const [drawn, { highestVersion }] = [await field.drawnVersion(), await hq.hello()];
    return {
      holds: highestVersion <= drawn,
      words: `Field has drawn version ${drawn}, HQ holds ${highestVersion}`,
      remedy:
        'Capture was uninstalled and installed again, or Field was restored from a backup: pnpm migrate versions --advance, then pnpm migrate work.',
    };
  },
};

export const captureInstalled: Check = {
  name: 'capture-installed',
  async measure({ field }) {
    const isInstalled = await field.isInstalled();
    const unseen = isInstalled ? await field.unseen() : [];
    const seen = isInstalled ? 'changes of Field are captured' : 'nothing of Field is captured';
    return {
      holds: isInstalled && unseen.length === 0,
      words: unseen.length === 0 ? seen : `triggers of capture on ${unseen.join(', ')} are missing or switched off`,
      remedy: 'pnpm migrate install, then pnpm migrate verify: what was changed meanwhile is sent once more.',
    };
  },
};

export const hostsWork: Check = {
  name: 'hosts-work',
  async measure({ livingHosts }) {
    const hosts = await livingHosts();
    const waiting = hosts.flatMap(({ name, notBegun }) => (notBegun === null ? [] : [`${name} has not begun: ${notBegun}`]));
    const working = hosts.length - waiting.length;
    return {
      holds: working > 0,
      words: [`${working} hosts work`, ...waiting].join('; '),
      remedy:
        waiting.length === 0
          ? 'Start one: pnpm migrate work'
          : 'A host begins by itself when what it waits for is there: pnpm migrate status',
    };
  },
};

export const pushOn: Check = {
  name: 'push-on',
  async measure({ gates }) {
    const value = await gates.value('field.push');
    return { holds: value === 'on', words: `field.push is ${value}`, remedy: 'pnpm migrate gate set field.push on' };
  },
};

export const chosenAreLive: Check = {
  name: 'chosen-are-live',
  async measure({ accounts }) {
    const chosen = await accounts.chosen();
    const states = await accounts.states(chosen);
    const others = chosen.filter((account) => states.get(account) !== 'live');
    return {
      holds: chosen.length > 0 && others.length === 0,
      words: `${chosen.length - others.length} of ${chosen.length} chosen accounts are live`,
      remedy: 'pnpm migrate work ends what is under way; pnpm migrate status says what holds it up.',
    };
  },
};

export const allAreLive: Check = {
  name: 'all-are-live',
  async measure({ accounts }) {
    const [byState, unfinished, dead] = [await accounts.byState(), await accounts.unfinished(), await accounts.deadLetters()];
    const all = Object.values(byState).reduce((sum, count) => sum + count, 0);
    const failed = byState.failed === 0 ? '' : `, ${byState.failed} failed`;
    return {
      holds: all > 0 && byState.live === all && unfinished === 0 && dead === 0,
      words: `${byState.live} of ${all} accounts are live${failed}; ${unfinished} in the queue, ${dead} dead letters`,
      remedy: 'pnpm migrate queue says what is stuck and why.',
    };
  },
};

export const outboxMoves: Check = {
  name: 'outbox-moves',
  async measure({ field }) {
    const seconds = await field.oldestWaitingSeconds();
    return {
      holds: seconds === null || seconds <= waitsSeconds,
      words: seconds === null ? 'no change waits' : `the oldest change has waited for ${seconds.toFixed(1)} s`,
      remedy: `No change may wait longer than ${waitsSeconds} s: pnpm migrate status says what holds it up.`,
    };
  },
};

/** So many accounts are read again in a moment. */
const few = 20;
const readings = 6;

type Verdicts = Awaited<ReturnType<StagePorts['verification']['verdicts']>>;

/**
 * What is known of accounts now: while few of them have changed since they were read, as accounts do in which people work, or were left open, those are
 * read again. One that stays open although its changes had time to arrive is not waited for twice.
 */
async function verdictsNow({ verification }: StagePorts, accounts: readonly string[] | 'all'): Promise<Verdicts> {
  let known = await verification.verdicts(accounts);
  const waitedFor = new Set<string>();
  for (let reading = 1; reading < readings; reading += 1) {
    const due = known
      .filter(({ account, verdict, isStale }) => (verdict === 'clean' && isStale) || (verdict === 'open' && !waitedFor.has(account)))
      .map(({ account }) => account);
    if (due.length === 0 || due.length > few) break;
    await verification.verify(due);
    for (const account of due) waitedFor.add(account);
    known = await verification.verdicts(accounts);
  }
  return known;
}

/** Every account, or the chosen ones, is equal on both sides, and Field has changed nothing of it since that was read. */
function verified(name: string, which: (ports: StagePorts) => Promise<readonly string[] | 'all'>): Check {
  return {
    name,
    async measure(ports) {
      const known = await verdictsNow(ports, await which(ports));
      const count = (of: (one: (typeof known)[number]) => boolean) => known.filter(of).length;
      const never = count(({ verdict }) => verdict === null);
      const [failed, open] = [count(({ verdict }) => verdict === 'failed'), count(({ verdict }) => verdict === 'open')];
      const stale = count(({ verdict, isStale }) => verdict === 'clean' && isStale);
      const not = [
        [never, 'never verified'],
        [failed, 'with findings'],
        [open, 'still open'],
        [stale, 'changed since they were verified'],
      ] as const;
      const words = not.filter(([accounts]) => accounts > 0).map(([accounts, what]) => `${accounts} ${what}`);
      return {
        holds: known.length > 0 && words.length === 0,
        words: `${known.length - never - failed - open - stale} of ${known.length} accounts are equal on both sides${words.length === 0 ? '' : `; ${words.join(', ')}`}`,
        remedy:
          failed > 0
            ? 'pnpm migrate verify names what differs; pnpm migrate reconcile sends it again.'
            : 'pnpm migrate verify. While customers change more than it can read, lock the administration first: pnpm migrate gate set field.administration locked',
      };
    },
  };
}

export const chosenAreEqual = verified('chosen-are-equal', ({ accounts }) => accounts.chosen());
export const allAreEqual = verified('all-are-equal', async () => 'all');

export const quarantineAccepted: Check = {
  name: 'quarantine-accepted',
  async measure({ field }) {
    const records = await field.unacceptedInQuarantine();
    return {
      holds: records === 0,
      words: `${records} records in quarantine are accepted by nobody`,
      remedy:
        'pnpm migrate quarantine list; mend them in Field, or accept them with a name: pnpm migrate quarantine accept --code … --name … --reason …',
    };
  },
};

export const pushFromHqSeen: Check = {
  name: 'push-from-hq-seen',
  async measure({ hq }) {
    const at = await hq.lastArrival();
    return {
      holds: at !== null,
      words: at === null ? 'no push from HQ to Field was ever seen to arrive' : `a push from HQ to Field arrived at ${at}`,
      remedy: 'The way back is unproven. Create a project in the console of HQ, and see it in Field.',
    };
  },
};

export const hqKeepsAll: Check = {
  name: 'hq-keeps-all',
  async measure({ authority }) {
    const places = await authority.places();
    const ofHq = places.filter(({ owner }) => owner === 'hq');
    // Accounts that HQ makes after the cut-over have no fence.
    const closed = ofHq.filter(({ gate }) => valueOf(gate) !== 'hq').length;
    return {
      holds: places.length > 0 && ofHq.length === places.length && closed === 0,
      words: `HQ keeps the administration of ${ofHq.length} of ${places.length} accounts${closed === 0 ? '' : `; the pages of ${closed} are not those of HQ`}`,
      remedy: 'pnpm migrate authority move --all --to hq',
    };
  },
};

export const smokeTestsPassed: Check = {
  name: 'smoke-tests-passed',
  async measure({ lastSmokeRun, enteredAt }) {
    const [run, cutOver] = [await lastSmokeRun(), await enteredAt('field-cut-over')];
    const remedy = 'pnpm migrate smoke --hq-enabled';
    if (run === null) return { holds: false, words: 'the smoke tests were never run whole', remedy };
    const at = run.at.toISOString();
    if (cutOver === null || run.at < cutOver) return { holds: false, words: `they were last run at ${at}, before the cut-over`, remedy };
    if (!run.isHqEnabled) return { holds: false, words: `they were run at ${at} without --hq-enabled`, remedy };
    const failed = run.failed.length === 0 ? 'they passed' : `${run.failed.join(', ')} failed`;
    return { holds: run.failed.length === 0, words: `${failed} at ${at}`, remedy };
  },
};
