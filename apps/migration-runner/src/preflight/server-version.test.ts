import { expect, test } from 'vitest';
import { versionProblem } from './server-version.ts';

test.each(['15.0', '15.13 (Debian 15.13-0+deb12u1)', '18.4', '19devel'])('a server of %s passes', (version) => {
  expect(versionProblem(version)).toBeNull();
});

test.each(['14.18', '9.6.24', 'unknown'])('a server of %s fails, and the message says what to do', (version) => {
  expect(versionProblem(version)).toBe(`PostgreSQL ${version}; 15 or later is needed: upgrade the server first`);
});
