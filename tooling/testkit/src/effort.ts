const efforts = ['usual', 'ci', 'long'] as const;
/** How much a run of the tests tries where more tries prove more. */
export type Effort = (typeof efforts)[number];

/**
 * One of three values, by the variable TEST_EFFORT: `usual` when it is not set, `ci` as `.ci/run` sets it, `long` for a night.
 * Only for counts and bounds of what is generated or repeated; every claim is tested with each of them. Throws when it names another effort.
 */
export function byEffort<Value>(values: Readonly<Record<Effort, Value>>): Value {
  const given = process.env['TEST_EFFORT'] || 'usual';
  const effort = efforts.find((one) => one === given);
  if (effort === undefined) throw new Error(`TEST_EFFORT is "${given}": set it to ${efforts.join(', ')}, or leave it out.`);
  return values[effort];
}
