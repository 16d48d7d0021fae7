import { z } from 'zod';

/** What a reader is told of a schema besides what the schema itself says. */
export interface Words {
  /** What it is, in a sentence or two. */
  meaning: string;
  /** Unit, or standard that values are written in. */
  unit?: string;
  /** Table and column of Field that it comes from; absent for what is not Field's. */
  source?: string;
  /** What is refused besides what type and bounds refuse, one sentence each. */
  rules?: readonly string[];
}

/**
 * Words of the contract's schemas. They go into JSON Schema, OpenAPI and the documentation. They have a registry of their own and
 * stay out of the contract lock: better words are no other contract, and the digest that system.hello states does not change with them.
 */
export const words = z.registry<Words>();
