import { setTimeout as sleep } from 'node:timers/promises';
import {
  accountsOfHq,
  checkFence,
  checkField,
  lowerFence,
  outboxDrained,
  outboxMark,
  raiseFence,
  touchAccounts,
} from '@hq-field/field-adapter';
import { changeGate, readGates, toGateChange } from '@hq-field/gates';
import type { Context } from '../context.ts';
import { verificationPorts } from '../verification/ports.ts';
import { hasPassed, type VerificationResult, verify } from '../verification/verify.ts';
import { accountGates } from './account-gate.ts';
import type { AuthorityPorts } from './authority-ports.ts';
import { lookAt, openAdministration } from './open-administration.ts';

/** The processes of Field see a gate within a second; what they began before is over by then too. */
const gateSeenMs = 1500;

/** What moving the administration works with: HQ over the wire, the gates, and Field's outbox. Nothing is sent from here: `work` does. */
export async function openAuthority(context: Context, options: { actor: string; reason: string; waitMs: number }): Promise<AuthorityPorts> {
  const field = await context.field();
  await checkField(field, { capture: true });
  const runner = await context.runner();
  const accounts = await context.accounts();
  const administration = await openAdministration(context);
  const ports = verificationPorts({ field, hq: await context.hq(), states: accounts });
  return {
    hq: { look: (names) => lookAt(administration, names), move: (input) => administration.moveAuthority(input) },
    gate: {
      values: async (names) => accountGates(await readGates(runner), names),
      async set(names, value) {
        if (names.length === 0) return;
        const { actor, reason } = options;
        await changeGate(
          runner,
          toGateChange({ gate: 'field.administration', value, accounts: [...names], percentage: null, actor, reason }),
        );
      },
      seen: () => sleep(gateSeenMs),
    },
    field: {
      states: (names) => accounts.look(names),
      checkFence: () => checkFence(field),
      fenced: () => accountsOfHq(field),
      raiseFence: (account, epoch) => raiseFence(field, account, epoch),
      lowerFence: (account, epoch) => lowerFence(field, account, epoch),
      async delivered() {
        const mark = await outboxMark(field);
        for (const until = performance.now() + options.waitMs; performance.now() < until; await sleep(100))
          if (await outboxDrained(field, mark)) return true;
        return false;
      },
      touch: (account) => touchAccounts(field, [account]),
    },
    async differs(names) {
      const result = await verify(ports, { accounts: names, settleMs: options.waitMs });
      return hasPassed(result) ? new Map() : whatDiffers(names, result);
    },
    say: (words) => void process.stderr.write(`${words}\n`),
  };
}

/** Of each account, why it has not passed. What was not read to the end is nobody's in particular: then none has. */
function whatDiffers(names: readonly string[], result: VerificationResult): Map<string, string> {
  const { failedUnits, openUnits, unread, units } = result;
  const notVerified = new Map(result.notVerified.map(({ account, state }) => [account, state]));
  const isWhole = unread === 0 && units.length > 0 && !failedUnits.has(null) && !openUnits.has(null);
  const why = (account: string): string | null => {
    if (failedUnits.has(account)) return 'there are findings';
    if (openUnits.has(account)) return 'records are pending';
    return notVerified.get(account) ?? (isWhole ? null : 'it was not read to the end');
  };
  return new Map(
    names.flatMap((account) => {
      const words = why(account);
      return words === null ? [] : [[account, `${words}. \`pnpm migrate verify --accounts ${account}\` names them.`] as const];
    }),
  );
}
