import { arm, type Failpoint } from './arm.ts';
import { readFailpoints } from './config.ts';

export { type FailpointName, failpointNames } from './failpoint-names.ts';

const armed = readFailpoints();

/** Null unless FAILPOINTS is set, so that a place costs one comparison: `if (failpoint) await failpoint('relay:after-claim');` */
export const failpoint: Failpoint | null = armed === null ? null : arm(armed);
