export { conformanceText } from './conformance-text.ts';
export type { OwnRows } from './own-rows.ts';
export { type Check, type CheckResult, type ConformanceReport, failures, type Section } from './report.ts';
export { sample } from './sample-records.ts';
export { checkServer } from './server/check-server.ts';
export type { CheckServerOptions } from './server/hq-under-test.ts';
export { type Forgery, type ForgeToken, type MakeToken, serviceTokens } from './service-tokens.ts';
export { createStubServer, type Intercept, type StubAnswer, type StubOptions, type StubServer } from './stub/stub-server.ts';
export type { StubRequest } from './stub/answer-request.ts';
