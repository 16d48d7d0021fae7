import type { Check } from '../check.ts';

/** Tokens live a minute: a clock that is half of that away refuses them now and then. */
const mostSeconds = 30;

export const clocks = clocksAgainst(Date.now);

/** Compares the clocks with this host's, in milliseconds since 1970. */
export function clocksAgainst(now: () => number): Check {
  return {
    name: 'clocks',
    async run(context) {
      const here = () => now() / 1000;
      const [fieldRow] = await (await context.field())<{ at: number }[]>`select extract(epoch from clock_timestamp())::float8 as at`;
      const field = (fieldRow?.at ?? 0) - here();
      const [runnerRow] = await (await context.runner())<{ at: number }[]>`select extract(epoch from clock_timestamp())::float8 as at`;
      const runner = (runnerRow?.at ?? 0) - here();
      const hello = await (await context.hq()).hello().catch(() => null);
      const hq = hello === null ? null : Date.parse(hello.serverTime) / 1000 - here();
      const wrong = Object.entries({ Field: field, "the runner's database": runner, HQ: hq }).filter(
        ([, away]) => away !== null && Math.abs(away) > mostSeconds,
      );
      const figures = { fieldSeconds: field, runnerSeconds: runner, hqSeconds: hq };
      if (wrong.length > 0) {
        const words = wrong.map(([name, away]) => `${name} by ${Math.round(away ?? 0)} s`).join(', ');
        return { ok: false, message: `clocks differ from this host's: ${words}; tokens live 60 s: set the clocks`, figures };
      }
      return {
        ok: true,
        message: `they differ by at most ${Math.max(Math.abs(field), Math.abs(runner), Math.abs(hq ?? 0)).toFixed(1)} s${hq === null ? '; HQ did not answer, its clock is not known' : ''}`,
        figures,
      };
    },
  };
}
