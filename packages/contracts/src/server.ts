export * from './v1/server.ts';
