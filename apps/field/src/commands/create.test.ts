import { expect, test } from 'vitest';
import { createAccountCommand, createProjectCommand } from './create.ts';

const account = { '--name': 'Acme', '--email': 'ann@example.com' };
const project = { '--account': 'a', '--name': 'Tower', '--creator': 'b' };

test.each([
  [createAccountCommand, { ...account, '--trial-until': '2030-13-45' }, /^--trial-until: Enter a day/u],
  [createAccountCommand, { ...account, '--trial-until': '2030-1-5' }, /^--trial-until: Enter a day/u],
  [createAccountCommand, { ...account, '--email': `${'x'.repeat(250)}@example.com` }, /^--email: Use at most 255/u],
  [createAccountCommand, { ...account, '--first-name': 'a\nb' }, /^--first-name: Leave out/u],
  [createProjectCommand, { ...project, '--start': 'someday' }, /^--start: Enter a day/u],
])('an option that Field cannot take is wrong usage and named before anything is opened', async (command, options, words) => {
  const given = command.parseAsync(Object.entries(options).flat(), { from: 'user' });
  await expect(given).rejects.toMatchObject({ code: 'usage', message: expect.stringMatching(words) });
});
