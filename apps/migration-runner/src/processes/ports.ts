/** A port that nobody listens on, for a process whose address another one must know before it has started. */
export { freePort } from '@hq-field/testkit/free-port';
