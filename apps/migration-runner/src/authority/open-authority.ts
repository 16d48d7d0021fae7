import { setTimeout as sleep } from 'node:timers/promises';
import { checkFence, checkField, lowerFence, outboxDrained, outboxMark, raiseFence, touchAccounts } from '@hq-field/field-adapter';
import { changeGate, decideGate, readGates, toGateChange } from '@hq-field/gates';
import type { Context } from '../context.ts';
import { verificationPorts } from '../verification/ports.ts';
import { hasPassed, verify } from '../verification/verify.ts';
import type { AdministrationMode, AuthorityPorts } from './authority-ports.ts';
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
      async value(account) {
        return decideGate((await readGates(runner)).states, 'field.administration', account).value as AdministrationMode;
      },
      set: (account, value) =>
        changeGate(
          runner,
          toGateChange({
            gate: 'field.administration',
            value,
            accounts: [account],
            percentage: null,
            actor: options.actor,
            reason: options.reason,
          }),
        ),
      seen: () => sleep(gateSeenMs),
    },
    field: {
      states: (names) => accounts.look(names),
      checkFence: () => checkFence(field),
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
    async differs(account) {
      const result = await verify(ports, { accounts: [account], settleMs: options.waitMs });
      if (hasPassed(result)) return null;
      const { findings, pending, notVerified } = result;
      return `${findings.length} findings, ${pending.length} pending, ${notVerified.length} not verified. \`pnpm migrate verify --accounts ${account}\` names them.`;
    },
    say: (words) => void process.stderr.write(`${words}\n`),
  };
}
