import { expect, test } from 'vitest';
import { missionText } from '../fixtures/plans.ts';
import { parsePlan } from './parse-plan.ts';

function mistakesOf(text: string) {
  const parsed = parsePlan(text);
  return 'mistakes' in parsed ? parsed.mistakes : [];
}

test('a plan without mistakes is read, with its defaults', () => {
  const parsed = parsePlan(missionText);
  expect(parsed).toHaveProperty('plan.steps.2.at', null);
  expect(parsed).toHaveProperty('plan.steps.2.downtime', 'none');
  expect(parsed).toHaveProperty('plan.contingencies', []);
});

test.each([
  ['an unknown key', 'place: HQ', 'plaze: HQ', 'Unknown: plaze'],
  ['a zone that is none', 'zone: Asia/Shanghai', 'zone: Asia/Shangai', 'Write an IANA time zone'],
  ['a duration that is none', 'estimated: 1 hour', 'estimated: soon', 'Expected a duration like'],
  ['a growth that is none', 'estimated: 1 hour', 'estimated: 1 hour, grows: accounts', 'Write `records`'],
  ['an offset that is none', 'at: final-release - 5 days', 'at: five days before', 'Expected a time like'],
  ['an owner that is nobody', 'owner: li\n    place: HQ', 'owner: lee\n    place: HQ', 'names the owner `lee`'],
  ['an anchor that is none', 'at: final-release - 5 days', 'at: finale - 5 days', 'names the anchor `finale`'],
  ['an id twice', '- id: check', '- id: deploy', 'have the id `deploy`'],
  ['an anchor that no clock shows', '2015-05-15T18:00', '2015-03-08T02:30', 'No clock shows 2015-03-08T02:30'],
  [
    'a way back without its duration',
    'back: { how: leave it, duration: 10 minutes }',
    'back: { how: leave it, duration: soon }',
    'Expected a duration like',
  ],
  ['a stage that is none', 'stage: hq-final', 'stage: hq-finale', 'Write one of the stages'],
])('%s is a mistake with its line', (_name, from, to, message) => {
  const text = missionText.replace(from, to);
  expect(text).not.toBe(missionText);
  const changed = text.split('\n').findIndex((line, at) => line !== missionText.split('\n')[at]) + 1;
  const mistakes = mistakesOf(text);
  expect(mistakes.map((mistake) => mistake.message).join('\n')).toContain(message);
  const { line = 0 } = mistakes.find((mistake) => mistake.message.includes(message)) ?? {};
  // An unknown key is found in its step, which begins some lines above.
  expect(changed - line).toBeGreaterThanOrEqual(0);
  expect(changed - line).toBeLessThan(5);
});

test('a freeze that ends before it begins is a mistake with its line; one of a day is none', () => {
  const freeze = (to: string) => `${missionText}freezes:\n  - from: 2015-05-20\n    to: ${to}\n    why: invoices\n`;
  const line = missionText.split('\n').length + 2;
  expect(mistakesOf(freeze('2015-05-10'))).toEqual([{ path: 'freezes.0.to', line, message: 'Write a `to` that is not before `from`.' }]);
  expect(mistakesOf(freeze('2015-05-20'))).toEqual([]);
});

test('a plan has at most 1000 steps', () => {
  const [head = '', tail = ''] = missionText.split('messages:\n');
  const step = (id: string) =>
    `  - { id: ${id}, title: Look, needs: [check], owner: ann, place: here, who: human, duration: { estimated: 1 hour } }\n`;
  const text = `${head}${Array.from({ length: 998 }, (_, at) => step(`s${at}`)).join('')}messages:\n${tail}`;
  expect(mistakesOf(text).map(({ path, message }) => [path, message])).toEqual([['steps', 'Write at most 1000 steps.']]);
});

test('an anchor that is neither form is told both', () => {
  expect(mistakesOf(missionText.replace('at: "2015-05-15T18:00[America/Los_Angeles]"', 'on: friday'))[0]?.message).toContain(
    '`title` and either `at`',
  );
});

test('what is no YAML is refused with its line', () => {
  expect(mistakesOf('name: [\nsteps')[0]).toMatchObject({ line: 2, message: expect.stringContaining('This is no YAML') });
  expect(mistakesOf('')[0]?.line).toBe(1);
});

test('an alias of nothing, and aliases that grow without end, are mistakes with their line', () => {
  const line = missionText.split('\n').indexOf('    owner: ann') + 1;
  expect(mistakesOf(missionText.replace('    owner: ann', '    owner: *ann'))).toEqual([
    { path: '', line, message: expect.stringContaining('`*ann`') },
  ]);
  const list = (name: string, of: string) => `${name}: &${name} [${Array.from({ length: 9 }, () => of).join(', ')}]\n`;
  expect(mistakesOf(list('a', 'x') + list('b', '*a') + list('c', '*b') + list('d', '*c'))).toEqual([
    { path: '', line: 2, message: expect.stringContaining('repeat too much') },
  ]);
});
