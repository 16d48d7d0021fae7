import type { FieldPages } from './field-pages.ts';
import type { HqConsole } from './hq-console.ts';

/** What the flows run against, and who they are there. */
export interface Systems {
  /** Field's pages. */
  field: string;
  /** HQ's console. */
  console: string;
  /** E-mail of an account's administrator in Field; null: the first that Field proposes who has one that counts. */
  administrator: string | null;
  /** E-mail of an operator of HQ's console. */
  operator: string;
  /** Only what HQ keeps counts: the release is proven with the administration that it brings. */
  hqEnabled: boolean;
  /** How long a change of one side may take to be seen on the other. */
  patienceMs: number;
}

/** What a flow acts with. */
export interface Walk {
  field: FieldPages;
  console: HqConsole;
  systems: Systems;
  /** Marks what this run makes: different in every run. */
  tag: string;
  /** One thing that must work, with a picture of how the page stood at its end. */
  step<T>(words: string, act: () => Promise<T>): Promise<T>;
  /** What puts back a thing that was done; the last one is undone first, also after a failure. */
  undo(words: string, act: () => Promise<void>): void;
}

/** One end-to-end smoke test. */
export interface Flow {
  name: string;
  title: string;
  run(walk: Walk): Promise<void>;
}
