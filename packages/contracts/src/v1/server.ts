// What a server needs besides the schemas. It runs tRPC's server; a client never loads it.
export { fieldRouter } from './field-router.ts';
export { hqRouter } from './hq-router.ts';
export { RequestRefusedError } from './request-refused-error.ts';
