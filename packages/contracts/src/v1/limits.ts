/** Limits of one request. system.hello states them; a request beyond one is refused with limit_exceeded. */
export const limits = {
  /** Records of one records.applyBatch, all entities together. */
  recordsPerBatch: 1000,
  /** Bytes of a request's body after decompression. */
  bytesPerRequest: 16 * 1024 * 1024,
  /** Accounts named in one verification query. */
  accountsPerQuery: 1000,
  /** Records left out of one verification query. */
  excludedPerQuery: 50_000,
  /** Rows of one page of verification.rows. */
  rowsPerPage: 5000,
} as const;
