import { expect, test } from 'vitest';
import { ruleIds, rules } from './index.ts';

test.each(ruleIds)('%s says in words what happened, who breaks and what to do', (id) => {
  const { direction, category, title, breaks, todo } = rules[id];
  expect(['error', 'warning', 'info']).toContain(category);
  expect(title).toMatch(/^[a-z][^.]{9,}$/u);
  expect(todo).toMatch(/^[A-Z].{8,}\.$/u);
  if (category === 'error') expect(breaks).toMatch(/^[a-z][^.]{9,}$/u);
  else expect(breaks).toBe(null);
  const [beginning] = id.split('-');
  if (beginning === 'request' || beginning === 'response') expect(direction).toBe(beginning);
  else expect(['request', 'response', 'any']).toContain(direction);
});

test('no request rule without its opposite', () => {
  const opposites = { added: 'removed', widened: 'narrowed', loosened: 'tightened', opened: 'closed', required: 'optional' };
  for (const side of ['request', 'response'])
    for (const [word, opposite] of Object.entries(opposites)) {
      const ids = (ending: string) => ruleIds.filter((id) => id.startsWith(`${side}-`) && id.endsWith(ending)).length;
      expect([side, word, ids(word) > 0 && ids(opposite) > 0]).toEqual([side, word, true]);
    }
});
