import { expect, test } from 'vitest';
import { type RawReleaseOptions, readReleaseOptions } from './release-options.ts';

const common = { accounts: 60, seed: 1, rate: 2, keep: false };
const read = (raw: Partial<RawReleaseOptions>) =>
  readReleaseOptions(
    { through: undefined, back: false, scale: undefined, contingencies: undefined, plan: 'plan.yaml', out: 'out', ...raw },
    common,
  );

test('the whole plan draws two contingencies; a way to a stage, or back, draws none unless they are named', () => {
  expect(read({})).toMatchObject({ through: 'done', isBack: false, contingencies: 2, scale: 10 });
  expect(read({ through: 'validated', back: true })).toMatchObject({ through: 'validated', isBack: true, contingencies: 0 });
  expect(read({ back: true }).contingencies).toBe(0);
  expect(read({ through: 'migrating', contingencies: '3' }).contingencies).toBe(3);
  expect(read({ contingencies: 'none' }).contingencies).toBe(0);
  expect(read({ contingencies: 'hq-down, plug-pulled' }).contingencies).toMatchObject([{ id: 'hq-down' }, { id: 'plug-pulled' }]);
});

test('what is not known is named with what is', () => {
  expect(() => read({ through: 'prepared' })).toThrow(/--through.*hq-released.*`prepared`/u);
  expect(() => read({ contingencies: 'hq-down,fire' })).toThrow(/hq-slow.*`fire`/u);
});
