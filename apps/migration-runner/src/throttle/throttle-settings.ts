/** Limits of all hosts together, and who set them. */
export interface ThrottleSettings {
  /** Accounts worked on at once; 0 or more. */
  workers: number;
  /** Batches in flight at once; 1 or more. */
  fibres: number;
  /** Records of a batch at most; 1 to 1,000. */
  batchSize: number;
  /** Records sent in a second at most, live changes too; null: as many as go. */
  recordsPerSecond: number | null;
  /** Nothing is sent while it is set. */
  paused: boolean;
  /** Every host ends at once, and none starts. */
  killed: boolean;
  /** Workers and fibres are set by measurement, up to the ceilings. */
  automatic: boolean;
  ceilingWorkers: number;
  ceilingFibres: number;
  /** When the hosts that worked then were last told to end. */
  drainedAt: Date | null;
  /** Settings that hold for a time; each comes back at its own. */
  overrides: Partial<Record<Setting, Override>>;
  /** When the first of them comes back. */
  expiresAt: Date | null;
  /** Who set what, as far as it was set since that is kept. */
  setBy: Partial<Record<Setting, SetBy>>;
  /** The last change, whatever it changed. */
  reason: string;
  actor: string;
  since: Date;
}

export type Setting =
  | 'workers'
  | 'fibres'
  | 'batchSize'
  | 'recordsPerSecond'
  | 'paused'
  | 'killed'
  | 'automatic'
  | 'ceilingWorkers'
  | 'ceilingFibres';

/** What may be set; what is not named stays. */
export type ThrottleChange = Partial<Pick<ThrottleSettings, Setting>>;

export interface SetBy {
  reason: string;
  actor: string;
  /** ISO 8601. */
  since: string;
}

export interface Override {
  /** ISO 8601. */
  until: string;
  /** What comes back then, and who had set it; null: nobody knows. */
  value: number | boolean | null;
  by: SetBy | null;
}

/** Hours in which nothing is sent. */
export interface QuietHours {
  id: number;
  /** Five fields: minute, hour, day of month, month, day of week. When the hours begin. */
  cron: string;
  /** How long they last. */
  minutes: number;
  /** IANA name, for example Europe/Berlin. */
  timeZone: string;
  reason: string;
  actor: string;
}

/** A host that was heard of in the last seconds, and has begun to work. */
export interface LivingHost {
  id: string;
  /** Milliseconds since it began, by the database's clock; negative when that has jumped back since. */
  ageMs: number;
  /** Not cut off from the runner's database: one that is may have died. */
  isConnected: boolean;
  /** Worked when a drain was said. */
  isDrained: boolean;
}

/** What a host decides by: all of one moment of the runner's database. */
export interface ThrottleView {
  settings: ThrottleSettings;
  quietHours: readonly QuietHours[];
  /** Those that share the limits. */
  hosts: readonly LivingHost[];
  /** Those that wait for HQ or a database before they begin: they hold nothing, and are told to end as the others are. */
  notBegun: readonly Pick<LivingHost, 'id' | 'isDrained'>[];
  /** The database's clock. */
  now: Date;
}
