import type { Procedure } from '../servers.ts';

/** One call as it goes over the wire: input is the request's body, output stands in the answer under `result.data`. */
export interface Exchange {
  path: Procedure['path'];
  title: string;
  input: object;
  output: object;
}
