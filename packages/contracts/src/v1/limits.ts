/** Limits of one request. system.hello states them; a request beyond one is refused with limit_exceeded. procedures/hello.ts says what each is of. */
export const limits = {
  recordsPerBatch: 1000,
  bytesPerRequest: 16 * 1024 * 1024,
  accountsPerQuery: 1000,
  excludedPerQuery: 50_000,
  rowsPerPage: 5000,
} as const;

/** Places that a refusal names at most, and about how many of one list are looked for. */
export const mostIssues = 100;
