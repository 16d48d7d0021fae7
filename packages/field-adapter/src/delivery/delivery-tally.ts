/** What became of records that were delivered. */
export interface DeliveryTally {
  records: number;
  applied: number;
  unchanged: number;
  stale: number;
  quarantined: number;
}

export function emptyTally(): DeliveryTally {
  return { records: 0, applied: 0, unchanged: 0, stale: 0, quarantined: 0 };
}
