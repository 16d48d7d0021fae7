/** 0 done, 1 findings or failed checks, 2 wrong usage or configuration, 3 could not run. */
export type ExitCode = 0 | 1 | 2 | 3;
