import type { Entity, EntityData, QuarantineCode, RecordKey } from '@hq-field/contracts';

/** Rules that change or supply a value; each is counted in the preflight report. */
export const rules = {
  'user-merged': 'Several logins became one person.',
  'user-status-default': 'A missing status of a login was taken from whether it ever logged in.',
  'account-status-default': 'A missing status of an account became active.',
  'account-currency-unknown': 'A default currency that nobody knows was dropped.',
  'country-unknown': 'A country that nobody knows was dropped.',
  'timezone-proposal': 'A Rails zone that HQ lacks became the proposed nearest one.',
  'timezone-unknown': 'A time zone that nobody knows was dropped.',
  'language-default': 'A locale without a language of HQ became English.',
  'name-spaces-collapsed': 'White space within a name became one space.',
  'company-merged': 'Companies of one name became one.',
  'company-dropped': 'A reference to a company that is deleted, missing or of another account was dropped.',
  'trade-unknown': 'A company type or category that is no trade of HQ gave no trade.',
  'account-member-merged': 'Several memberships of a person in an account became one.',
  'member-from-contact': 'A person on a project became a member of its account.',
  'member-status-default': 'A missing status of a membership became active.',
  'project-name-reserved': 'Characters that HQ refuses in project names became hyphens.',
  'project-type-default': 'A missing project type became Other.',
  'cost-default': 'A missing cost became 0.00.',
  'currency-default': "A missing currency became the account's, or USD.",
  'start-date-default': 'A missing start became the day of creation.',
  'end-date-default': 'A missing or early end became a year after the start.',
  'project-member-merged': 'Several contacts of a person on a project became one.',
  'role-unknown': 'A role that HQ does not have was dropped.',
} as const;

export type Rule = keyof typeof rules;

/** Why a record is not sent. The message never repeats a value of the row. */
export interface Refusal {
  code: QuarantineCode;
  field: string | null;
  message: string;
  /** The record it waits for, when that is known. */
  blocker: RecordKey | null;
}

/** A canonical record as the wire wants it, or the reason why it cannot go. */
export type Mapped<E extends Entity> = ({ data: EntityData[E] } | { refusal: Refusal }) & {
  notes: readonly Rule[];
  unknownWords: readonly UnknownWord[];
};

/** A word of an enumeration that nobody knows, and what became of it. */
export interface UnknownWord {
  rule: Rule;
  word: string;
}

/** Stops the mapping of one record; mappings check in the order of the page of rules. Thrown and caught inside src/mapping alone. */
export class RefusedError extends Error {
  readonly refusal: Refusal;

  constructor(code: QuarantineCode, field: string | null, message: string, blocker: RecordKey | null = null) {
    super(message);
    this.refusal = { code, field, message, blocker };
  }
}

/** Runs a mapping that may refuse, and collects the rules it used. */
export function mapped<E extends Entity>(map: (note: Note) => EntityData[E]): Mapped<E> {
  const notes: Rule[] = [];
  const unknownWords: UnknownWord[] = [];
  const note: Note = (rule, ...words) => {
    notes.push(rule);
    for (const word of words) unknownWords.push({ rule, word });
  };
  try {
    return { data: map(note), notes, unknownWords };
  } catch (error) {
    if (error instanceof RefusedError) return { refusal: error.refusal, notes, unknownWords };
    throw error;
  }
}

/** Counts a rule for the record, with the words that nobody knew where it is about such. */
export type Note = (rule: Rule, ...unknownWords: string[]) => void;
