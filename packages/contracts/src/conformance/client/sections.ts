import type { Section } from '../report.ts';
import { accidents } from './accidents.ts';
import type { Push } from './client-under-test.ts';
import { fatalAnswers } from './fatal-answers.ts';
import { outcomesOfEachKind } from './outcomes-of-each-kind.ts';
import { refusalsThatPass } from './refusals-that-pass.ts';
import { unbelievable } from './unbelievable.ts';

/**
 * Everything a client is held to. Adding an answer:
 * 1. Write what HQ does in spoilt-answers.ts, or use what stands there.
 * 2. Add a line to the table of answers that pass, of fatal ones, of unbelievable ones or of accidents.
 * 3. Run packages/field-adapter/src/client/conformance.test.ts, and see it fail once with the client changed.
 * 4. Name it in docs/conformance.md when a client of another language has to do something new.
 */
export const clientSections: readonly Section<Push>[] = [outcomesOfEachKind, refusalsThatPass, fatalAnswers, unbelievable, accidents];
