import type { Check, Comparison } from '../report.ts';
import { contractVersion } from '../../v1/version.ts';
import type { Observation, Push } from './client-under-test.ts';
import { observe, people, type Scene } from './observe.ts';
import type { Spoil } from './spoilt-answers.ts';

/** The client sends again until HQ answers rightly: nothing is lost, and what it believes is what HQ then said. */
export function sendsAgain(title: string, spoil: Spoil, leastPauseMs = 0): Check<Push> {
  return {
    title: `${title}: the batch is sent again, and no record is lost`,
    run: async (push) => {
      const records = people();
      const names = (records.user ?? []).map(({ externalId }) => externalId);
      const seen = await observe(push, { spoils: [spoil], records });
      const pauseMs = (seen.attempts[1]?.atMs ?? 0) - (seen.attempts[0]?.atMs ?? 0);
      const expected = {
        end: 'settled',
        believed: names,
        held: names.length,
        isSentAgain: true,
        pauses: true,
        attempts: 'whole, each with its own token',
      };
      const got = {
        end: seen.end,
        believed: seen.believed.map((state) => state.split(' ')[0]),
        held: seen.held,
        isSentAgain: seen.attempts.length > 1,
        pauses: pauseMs >= leastPauseMs,
        attempts: attemptsOf(seen, names),
      };
      return { expected, got };
    },
  };
}

/** Every attempt has all records, a token of its own and the version of the contract. */
function attemptsOf({ attempts }: Observation, names: readonly string[]): string {
  if (attempts.some((attempt) => attempt.names.join() !== names.join())) return 'without some records';
  if (attempts.some((attempt) => attempt.contractVersion !== contractVersion)) return 'without the version of the contract';
  const tokens = new Set(attempts.map(({ token }) => token));
  return tokens.size === attempts.length ? 'whole, each with its own token' : 'with one token used twice';
}

/** The client gives up at once: sending the same again cannot help. */
export function givesUp(title: string, spoil: Spoil): Check<Push> {
  return {
    title: `${title}: the client gives up at once, and takes nothing for delivered`,
    run: async (push): Promise<Comparison> => {
      const { end, believed, attempts } = await observe(push, { spoils: Array<Spoil>(50).fill(spoil) });
      return { expected: { end: 'gave up', believed: [], attempts: 1 }, got: { end, believed, attempts: attempts.length } };
    },
  };
}

/** The client reports what HQ answered, record by record, from one attempt. */
export function reports(title: string, scene: () => { scene: Scene; believed: string[] }): Check<Push> {
  return {
    title,
    run: async (push) => {
      const { scene: played, believed } = scene();
      const seen = await observe(push, played);
      return {
        expected: { end: 'settled', believed, attempts: 1 },
        got: { end: seen.end, believed: seen.believed, attempts: seen.attempts.length },
      };
    },
  };
}
