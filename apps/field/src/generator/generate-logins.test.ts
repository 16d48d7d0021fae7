import { expect, test } from 'vitest';
import { Dirtier } from './dirt.ts';
import { generateLogin } from './generate-logins.ts';
import type { Generation } from './generation.ts';
import { Random } from './random.ts';

test('every e-mail that is counted as one in another Unicode form is one', async () => {
  const random = new Random('1');
  const dirtier = new Dirtier(random);
  const emails: string[] = [];
  const add: Generation['add'] = async (_table, row) => emails.push(String((row as { email: string | null }).email));
  const generation: Generation = { random, dirtier, average: 100, add, newest: () => emails.length, shared: [] };
  for (let login = 0; login < 20_000; login += 1) await generateLogin(generation);
  const decomposed = emails.filter((email) => email !== email.normalize('NFC'));
  expect(decomposed.length).toBeGreaterThan(0);
  expect(dirtier.counts['login-email-decomposed']).toBe(decomposed.length);
});
