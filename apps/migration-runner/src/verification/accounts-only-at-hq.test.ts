import { HqError } from '@hq-field/field-adapter';
import { expect, it } from 'vitest';
import { accountsOnlyAtHq } from './accounts-only-at-hq.ts';

async function* text(...chunks: string[]) {
  yield* chunks;
}

it('names what Field does not have, whatever stands in the other columns and wherever the text is cut', async () => {
  const extract = () => text('account,name\nknown,"a ""name""', ' of\ntwo lines"\n', 'only-hq,x', '\n', 'account,y\n');
  expect(await accountsOnlyAtHq({ extract }, new Set(['known']))).toEqual(['only-hq', 'account']);
  expect(await accountsOnlyAtHq({ extract: () => text('account,name\n') }, new Set())).toEqual([]);
});

it('reads from the beginning once more when HQ breaks off, and gives up when what it says is no extract', async () => {
  let attempts = 0;
  async function* extract() {
    attempts += 1;
    yield 'account,name\none,1\n';
    if (attempts < 3) throw new HqError('unreachable', 'HQ broke off', { retryAfterMs: 1 });
    yield 'two,2\n';
  }
  expect(await accountsOnlyAtHq({ extract }, new Set())).toEqual(['one', 'two']);
  await expect(accountsOnlyAtHq({ extract: () => text('account,name\n"one') }, new Set())).rejects.toThrow('has no end');
});
