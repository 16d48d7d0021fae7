import { setTimeout as sleep } from 'node:timers/promises';
import {
  accountsOfHq,
  captureStatus,
  checkField,
  currentVersion,
  listAccounts,
  nameAccounts,
  unassignedAccount,
  uninstallCapture,
} from '@hq-field/field-adapter';
import { changeGate, decideGate, type GateName, inherit, listGates, readGates, toGateChange } from '@hq-field/gates';
import { enqueueAccounts, ofEverySize, type Wanted } from '../accounts/enqueue-accounts.ts';
import { installForRun } from '../accounts/install-for-run.ts';
import { accountGates } from '../authority/account-gate.ts';
import { moveAccounts } from '../authority/move-accounts.ts';
import { lookAt, openAdministration } from '../authority/open-administration.ts';
import { administeredByHq } from '../authority/administered-by-hq.ts';
import { openAuthority } from '../authority/open-authority.ts';
import { settleMadeByHq } from '../authority/settle-made.ts';
import type { AccountPlace } from '../authority/places.ts';
import type { Context } from '../context.ts';
import { announcementsBefore } from '../plan/announcements-before.ts';
import { openPlan } from '../plan/open-plan.ts';
import { AcceptanceStore } from '../quarantine/acceptance-store.ts';
import { countUnaccepted } from '../quarantine/count-unaccepted.ts';
import { flows } from '../smoke/flows/index.ts';
import { lastSmokeRun } from '../smoke/smoke-runs.ts';
import { whyNotBegun } from '../status/describe-status.ts';
import { readHosts } from '../status/read-hosts.ts';
import { ChangesSince } from '../verification/findings/changes-since.ts';
import { readVerdicts, withoutAccountsOfHq } from '../verification/findings/read-verdicts.ts';
import { openUnitWork } from '../verification/rounds/open-unit-work.ts';
import { verifyOnce } from '../verification/rounds/verify-once.ts';
import type { StageOrder, StagePorts } from './ports.ts';
import type { ReleaseStore } from './release-store.ts';
import { StageError } from './stage-error.ts';

/** How the reason of a maintenance page begins that a move of the release has put up: the note of whose it is, whoever goes on with the move. */
const pageOfRelease = 'stage enter field-cut-over --maintenance: ';

/** How many accounts go first. */
const chosenAccounts = 5;

/** The world as the stages see it: the systems of the context, under one order. `planFile` is read when its announcements are asked for. */
export async function openStagePorts(
  context: Context,
  store: ReleaseStore,
  settings: { order: StageOrder; planFile: string; waitMs: number; say(words: string): void },
): Promise<StagePorts> {
  const { order, planFile, waitMs, say } = settings;
  const { actor, reason } = order;
  const [field, runner, accounts, throttle] = [
    await context.field(),
    await context.runner(),
    await context.accounts(),
    await context.throttle(),
  ];
  const administration = await openAdministration(context);
  const places = async (): Promise<AccountPlace[]> => {
    const names = (await Array.fromAsync(listAccounts(field))).flat().map(({ externalId }) => externalId);
    const known = (await lookAt(administration, names)).accounts.filter(({ isKnown }) => isKnown);
    const fenced = await accountsOfHq(field);
    const gates = accountGates(
      await readGates(runner),
      known.map(({ account }) => account),
    );
    return known.flatMap(({ account, owner }) => {
      const gate = gates.get(account);
      return gate === undefined ? [] : [{ account, owner, isFenced: fenced.has(account), gate }];
    });
  };
  const enqueue = async (wanted: Wanted) =>
    enqueueAccounts({ field, store: accounts, queue: await context.queue() }, wanted, { again: false });
  const setGate = (gate: GateName, value: string, because: string) =>
    changeGate(runner, toGateChange({ gate, value, accounts: null, percentage: null, actor, reason: because }));
  const moveAll = async (to: 'hq' | 'field', names: readonly string[]) =>
    moveAccounts(runner, await openAuthority(context, { actor, reason, waitMs }), {
      accounts: names,
      to,
      actor,
      reason,
      overwriteHqEdits: to === 'field' && order.overwriteHqEdits,
    });

  return {
    order,
    hq: {
      hello: async () => (await context.hq()).hello(),
      lastArrival: async () => (await administration.readAuthority({ accounts: [unassignedAccount] })).lastArrival,
    },
    field: {
      isInstalled: async () => (await captureStatus(field)).installed,
      unseen: async () => (await captureStatus(field)).blind,
      install: () => installForRun(field, accounts, say),
      async uninstall() {
        await settleMadeByHq(context, field);
        await uninstallCapture(field);
      },
      drawnVersion: () => currentVersion(field),
      async oldestWaitingSeconds() {
        await checkField(field, { capture: true });
        return (await captureStatus(field)).oldestSeconds;
      },
      async unacceptedInQuarantine() {
        await checkField(field, { capture: true });
        return countUnaccepted(field, new AcceptanceStore(runner), null);
      },
    },
    gates: {
      value: async (gate) => decideGate((await readGates(runner)).states, gate, null).value,
      set: (gate, value) => setGate(gate, value, reason),
    },
    maintenance: {
      async look() {
        const [{ states }, rows] = [await readGates(runner), await listGates(runner)];
        const row = rows.find(({ gate }) => gate === 'field.maintenance');
        const isUp = decideGate(states, 'field.maintenance', null).value !== 'off';
        return { isUp, isOfRelease: row?.reason.startsWith(pageOfRelease) === true };
      },
      putUp: () => setGate('field.maintenance', 'administration', `${pageOfRelease}${reason}`),
      takeDown: () => setGate('field.maintenance', 'off', reason),
    },
    accounts: {
      chosen: () => store.chosen(),
      async choose() {
        if (order.chosen !== null) {
          const there = new Set((await nameAccounts(field, order.chosen)).map(({ externalId }) => externalId));
          const unknown = order.chosen.filter((account) => !there.has(account));
          if (unknown.length > 0)
            throw new StageError(`Field has no account ${unknown.join(', ')}. Enter the stage with --chosen and its accounts.`);
          await store.choose(order.chosen);
        }
        if ((await store.chosen()).length > 0) return;
        const known = (await Array.fromAsync(listAccounts(field))).flat();
        await store.choose(ofEverySize(known, chosenAccounts).map(({ externalId }) => externalId));
      },
      states: (names) => accounts.look(names),
      byState: () => accounts.byState(),
      unfinished: () => accounts.unfinished(),
      async areAllTaken() {
        const [row] = await runner<{ all: boolean }[]>`
          select takes_new_accounts and not exists (select from migration.accounts where enqueued_at is null and state = 'planned') as all from migration.settings`;
        return row?.all === true;
      },
      enqueue: async (names) => void (await enqueue(names === 'all' ? 'all' : { named: names })),
      async whenLive(names) {
        for (const until = performance.now() + waitMs; ; await sleep(250)) {
          const states = await accounts.look(names);
          const live = names.filter((name) => states.get(name) === 'live').length;
          if (live === names.length) return;
          const failed = names.filter((name) => states.get(name) === 'failed');
          if (failed.length > 0)
            throw new StageError(`${failed.join(', ')} failed: pnpm migrate status says why. Mend it, and enter the stage again.`);
          if (performance.now() > until)
            throw new StageError(
              `${live} of ${names.length} accounts are live after ${waitMs / 1000} s. Is pnpm migrate work running? Enter the stage again to go on.`,
            );
        }
      },
      deadLetters: async () => (await (await context.queue()).depth()).dead,
    },
    verification: {
      async verdicts(names) {
        // What was changed a moment ago counts too.
        if ((await captureStatus(field)).installed) await new ChangesSince(field, runner).take();
        return withoutAccountsOfHq(await readVerdicts(runner, names === 'all' ? null : names), await administeredByHq(context));
      },
      async verify(names) {
        const work = await openUnitWork(context, { settleMs: waitMs, signal: new AbortController().signal, onProgress: say });
        await verifyOnce(work, { by: 'digests', accounts: [...names], isRound: false });
      },
    },
    throttle: {
      isPaused: async () => (await throttle.read()).paused,
      resume: async () => void (await throttle.set({ paused: false, reason, actor })),
      async walks() {
        const { workers, automatic, overrides } = await throttle.read();
        return { atOnce: workers, isForGood: !automatic && overrides.workers === undefined && overrides.automatic === undefined };
      },
      async walk(wanted) {
        const former = wanted ? await throttle.lastWalking() : null;
        await throttle.set({ workers: wanted ? 1 : 0, automatic: false, ...former, reason, actor });
      },
    },
    livingHosts: async () =>
      (await readHosts(runner))
        .filter(({ isLiving }) => isLiving)
        .map((host) => ({ name: host.name, notBegun: host.hasBegun ? null : whyNotBegun(host) })),
    authority: {
      places,
      toHq: (names) => moveAll('hq', names),
      takeOwnGates: async (accounts) =>
        changeGate(runner, toGateChange({ gate: 'field.administration', value: inherit, accounts, percentage: null, actor, reason })),
      toField: (names) => moveAll('field', names),
    },
    announcements: { before: async (stage) => announcementsBefore(runner, await openPlan(planFile), stage) },
    lastSmokeRun: () =>
      lastSmokeRun(
        runner,
        flows.map(({ name }) => name),
      ),
    enteredAt: (stage) => store.enteredAt(stage),
  };
}
