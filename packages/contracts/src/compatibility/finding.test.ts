import { expect, test } from 'vitest';
import { finding } from './finding.ts';
import { type Finding, findingsForGithub, findingsText } from './index.ts';

test('a finding tells what came, what went and what changed', () => {
  expect(finding('limit-raised', 'limit a', 1, 2).message).toBe(
    'limit a: a limit is higher (was 1, is 2). Breaks nobody. Upgrade the side that serves it first, HQ or for provisioning Field; a newer caller may use it once that side runs this version.',
  );
  expect(finding('limit-removed', 'limit a', 1, undefined)).toMatchObject({ before: '1', after: null });
  expect(finding('limit-removed', 'limit a', 1, undefined).message).toContain('(was: 1). Breaks callers of the older version');
  expect(finding('limit-added', 'limit a', undefined, 2)).toMatchObject({ before: null, after: '2' });
  expect(finding('limit-added', 'limit a', undefined, 2).message).toContain('(new: 2)');
  expect(finding('limit-added', 'limit a', undefined, undefined).message).toContain('(new: )');
});

test('a long value is cut, one at the limit is not', () => {
  expect(finding('limit-added', 'a', undefined, 'x'.repeat(118)).after).toBe(`"${'x'.repeat(118)}"`);
  expect(finding('limit-added', 'a', undefined, 'x'.repeat(119)).after).toBe(`"${'x'.repeat(119)}…`);
});

const one = (category: Finding['category'], message = 'words'): Finding => ({
  rule: 'limit-added',
  category,
  path: 'a',
  before: null,
  after: null,
  message,
});

test('the text has the worst first', () => {
  expect(findingsText([one('info', 'i'), one('error', 'e'), one('warning', 'w'), one('error', 'f')])).toBe(
    [
      'error   limit-added\n        e\n',
      'error   limit-added\n        f\n',
      'warning limit-added\n        w\n',
      'info    limit-added\n        i\n',
    ].join(''),
  );
  expect(findingsText([])).toBe('');
});

test('annotations of GitHub are one line each, whatever stands in them', () => {
  expect(findingsForGithub([one('error', '50% \r\n: a, b'), one('warning'), one('info')], 'a:b,c%.json')).toBe(
    [
      '::error file=a%3Ab%2Cc%25.json,title=limit-added::50%25 %0D%0A: a, b\n',
      '::warning file=a%3Ab%2Cc%25.json,title=limit-added::words\n',
      '::notice file=a%3Ab%2Cc%25.json,title=limit-added::words\n',
    ].join(''),
  );
});
