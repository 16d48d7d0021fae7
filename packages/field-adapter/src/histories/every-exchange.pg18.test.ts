import { byEffort } from '@hq-field/testkit';
import { afterAll, expect, test } from 'vitest';
import type { Death, Step } from './fixtures/steps.ts';
import { World } from './fixtures/world.ts';

// A process dies at each of its exchanges with Field, one after the other, before the request and before the answer. Whoever goes on has to
// find all that is left to be done.

const walked: Step[] = [
  { step: 'walk', account: 0, pageSize: 1000 },
  { step: 'deliver', at: 0 },
  { step: 'walk', account: 1, pageSize: 1000 },
  { step: 'deliver', at: 0 },
  { step: 'pass', limit: 500, trouble: null },
];
const project = (at: number, set: Record<string, string | number>): Step => ({
  step: 'edit',
  in: 0,
  edit: 'update',
  table: 'projects',
  at,
  set,
});
const refused = project(1, { cost: -1 });
const pass = (limit: number) => (death: Death) => [{ step: 'pass and die' as const, limit, death }];
const deliver = (death: Death) => [{ step: 'deliver and die' as const, at: 0, death }];

const places: [string, Step[], (death: Death) => Step[]][] = [
  ['sends a mended project whose members wait for it', [refused, ...walked, project(1, { cost: 12 })], pass(500)],
  [
    'settles a mended project that takes a name which another one gives up',
    [refused, ...walked, project(1, { cost: 12, name: 'Tower' }), project(0, { name: 'Dam' })],
    pass(1),
  ],
  [
    'sends a project that is mended after it moved to an account which refused it',
    [
      ...walked,
      { step: 'edit', in: 0, edit: 'update', table: 'projects', at: 2, set: { account_id: { of: 'accounts', at: 0 } } },
      ...Array.from({ length: 16 }, (): Step => ({ step: 'pass', limit: 1, trouble: null })),
      project(2, { name: 'Dam' }),
    ],
    pass(500),
  ],
  [
    'settles two people who exchanged their e-mails',
    [...walked, { step: 'edit', in: 0, edit: 'swap', table: 'users', column: '', at: 0, with: 1 }],
    pass(1),
  ],
  ['puts a project aside with its members', [...walked, refused], pass(500)],
  ['delivers a page with a refused project, and ends the walk', [refused, { step: 'walk', account: 0, pageSize: 1000 }], deliver],
  [
    'delivers a second walk that finds a project mended',
    [refused, ...walked, { step: 'walk', account: 0, pageSize: 1000 }, project(1, { cost: 12 })],
    deliver,
  ],
];

const world = await World.open();
afterAll(() => world.close());

/** Exchanges that are tried at most, and from one to the next. */
const most = 60;
const stride = byEffort({ usual: 6, ci: 6, long: 1 });

test.each(places)('one that %s', { timeout: 300_000 }, async (_, before, dying) => {
  let deaths = 0;
  for (const at of ['before-request', 'before-answer'] as const) {
    for (let after = 0; after < most; after += stride) {
      const held = await world.play([...before, ...dying({ after, at })]);
      expect({ after, at, held }).toEqual({ after, at, held: [] });
      // One that came to its end has no more exchanges.
      if (world.deaths === 0) break;
      deaths += 1;
    }
  }
  expect(deaths).toBeGreaterThan(20 / stride);
});
