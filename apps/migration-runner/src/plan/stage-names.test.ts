import { stageNames as namesInPlans } from '@hq-field/release-plan';
import { expect, test } from 'vitest';
import { stageNames } from '../stages/stages.ts';

test('plans name the stages that the runner knows, in its order', () => {
  expect(namesInPlans).toEqual(stageNames);
});
