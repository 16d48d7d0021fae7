import type { Actor, ReadAccountOutput, ReadProjectOutput } from '@hq-field/contracts';

/** What HQ has said of accounts and projects during one request: each is asked for once. */
export interface HqReadings {
  account(account: string): Promise<ReadAccountOutput>;
  project(project: string): Promise<ReadProjectOutput>;
  actor: Actor;
}
