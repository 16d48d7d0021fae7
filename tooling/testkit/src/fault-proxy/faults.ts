/** Where in an exchange (a request and its answer) the connection is cut, with a reset to both ends. */
export const cutPlaces = {
  'before-request': 'no byte of it reaches the server',
  'in-request': 'the server has half of its first bytes',
  'before-answer': 'the server has done its work, and nobody learns of it',
  'in-answer': 'the client has half of its first bytes',
  'after-answer': 'the client has its first bytes whole, and nothing after them',
} as const;

export type CutPlace = keyof typeof cutPlaces;

/** What goes wrong on the way. Everything is off unless told, and may be changed while connections are open. */
export interface Faults {
  /** Added to each piece of data, both ways; 0 or more. */
  latencyMs?: number;
  /** Limit of each connection, each way; 1 or more. */
  bytesPerSecond?: number;
  /** New connections are reset at once. */
  refuse?: boolean;
  /** Nothing passes and nothing ends. Connections that met this stay dead when it is over, as behind a lost route. */
  halfOpen?: boolean;
  /** Share of exchanges that are cut at a place, 0 to 1. */
  cut?: Partial<Record<CutPlace, number>>;
  /** Share of exchanges whose answer is replaced by bytes of no protocol, 0 to 1. */
  garbage?: number;
  /** So many exchanges pass; the next is cut at this place and everything with it, as when the client's process dies. */
  dies?: { after: number; at: 'before-request' | 'before-answer' };
  /** Connections opened to the server beside each real one, which send a piece of its first bytes and are reset; 0 or more. */
  storm?: number;
}

/** What has happened since the proxy started. */
export interface Seen {
  connections: number;
  exchanges: number;
  cuts: number;
  garbage: number;
}
