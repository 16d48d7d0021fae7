/** Where a change stands: in what callers send, in what HQ answers, or in both. */
export type Side = 'request' | 'response';
export type Direction = Side | 'any';

/** error: a side of the older version breaks. warning: somebody should look. info: an older side can pass over it. */
export type Category = 'error' | 'warning' | 'info';

export interface Rule {
  direction: Direction;
  category: Category;
  /** What happened. */
  title: string;
  /** Who is hurt while one side is old and the other new; null when nobody is. */
  breaks: string | null;
  /** What to do about it. */
  todo: string;
}

const oldCaller = 'callers of the older version: HQ refuses what they send';
const oldReader = 'callers of the older version: they cannot read what HQ answers';
const bothSides = 'verification: both systems must write the same line at the same time';

const keep = 'Keep it, or release a major version and serve both until callers have moved.';
const major = 'Release a major version, or leave it as it was.';
const hqFirst =
  'Upgrade the side that serves it first, HQ or for provisioning Field; a newer caller may use it once that side runs this version.';
const nothing = 'Nothing to do.';

/** Every rule by its id. An id is never used again for another meaning. */
export const rules = {
  'procedure-removed': { direction: 'any', category: 'error', title: 'a procedure was removed', breaks: oldCaller, todo: keep },
  'procedure-renamed': {
    direction: 'any',
    category: 'error',
    title: 'a procedure was renamed',
    breaks: oldCaller,
    todo: 'Keep the old name beside the new one.',
  },
  'procedure-kind-changed': {
    direction: 'any',
    category: 'error',
    title: 'a query became a mutation or the reverse',
    breaks: oldCaller,
    todo: major,
  },
  'procedure-scope-changed': {
    direction: 'any',
    category: 'error',
    title: 'a procedure asks for another scope',
    breaks: oldCaller,
    todo: 'Accept the old scope too until all tokens carry the new one.',
  },
  'procedure-scope-dropped': {
    direction: 'any',
    category: 'info',
    title: 'a procedure no longer asks for a scope',
    breaks: null,
    todo: nothing,
  },
  'procedure-added': { direction: 'any', category: 'info', title: 'a procedure was added', breaks: null, todo: hqFirst },

  'request-field-removed': {
    direction: 'request',
    category: 'error',
    title: 'a field was removed',
    breaks: oldCaller,
    todo: 'Keep accepting it.',
  },
  'request-field-required-added': {
    direction: 'request',
    category: 'error',
    title: 'a required field was added',
    breaks: oldCaller,
    todo: 'Make it optional.',
  },
  'request-field-required-added-with-default': {
    direction: 'request',
    category: 'error',
    title: 'a required field with a default was added',
    breaks: oldCaller,
    todo: 'Make it optional: a default does not help where the field is required.',
  },
  'request-field-added': { direction: 'request', category: 'info', title: 'an optional field was added', breaks: null, todo: hqFirst },
  'request-field-added-to-open': {
    direction: 'request',
    category: 'warning',
    title: 'an optional field was added where any field was accepted',
    breaks: null,
    todo: 'Make sure that no caller sends a field of this name already, with another meaning.',
  },
  'request-field-became-required': {
    direction: 'request',
    category: 'error',
    title: 'a field became required',
    breaks: oldCaller,
    todo: 'Leave it optional.',
  },
  'request-field-became-optional': {
    direction: 'request',
    category: 'info',
    title: 'a field became optional',
    breaks: null,
    todo: hqFirst,
  },
  'request-type-changed': { direction: 'request', category: 'error', title: 'the type changed', breaks: oldCaller, todo: major },
  'request-type-narrowed': { direction: 'request', category: 'error', title: 'the type accepts less', breaks: oldCaller, todo: major },
  'request-type-widened': { direction: 'request', category: 'info', title: 'the type accepts more', breaks: null, todo: hqFirst },
  'request-enum-value-removed': {
    direction: 'request',
    category: 'error',
    title: 'a value is no longer accepted',
    breaks: oldCaller,
    todo: 'Keep accepting it.',
  },
  'request-enum-value-added': {
    direction: 'request',
    category: 'info',
    title: 'a value is accepted that was not',
    breaks: null,
    todo: hqFirst,
  },
  'request-bound-tightened': { direction: 'request', category: 'error', title: 'a bound is tighter', breaks: oldCaller, todo: major },
  'request-bound-loosened': { direction: 'request', category: 'info', title: 'a bound is looser', breaks: null, todo: hqFirst },
  'request-format-changed': { direction: 'request', category: 'error', title: 'the format is another', breaks: oldCaller, todo: major },
  'request-format-dropped': { direction: 'request', category: 'info', title: 'the format is free', breaks: null, todo: hqFirst },
  'request-null-refused': {
    direction: 'request',
    category: 'error',
    title: 'null is no longer accepted',
    breaks: oldCaller,
    todo: 'Keep accepting null.',
  },
  'request-null-allowed': { direction: 'request', category: 'info', title: 'null is accepted', breaks: null, todo: hqFirst },
  'request-branch-removed': {
    direction: 'request',
    category: 'error',
    title: 'a form of the union is no longer accepted',
    breaks: oldCaller,
    todo: 'Keep accepting it.',
  },
  'request-branch-added': { direction: 'request', category: 'info', title: 'the union accepts another form', breaks: null, todo: hqFirst },
  'request-object-closed': {
    direction: 'request',
    category: 'error',
    title: 'unknown fields are no longer accepted',
    breaks: oldCaller,
    todo: major,
  },
  'request-object-opened': {
    direction: 'request',
    category: 'warning',
    title: 'unknown fields are accepted',
    breaks: null,
    todo: 'Make sure that nothing is lost in silence: an open request passes over misspelt fields.',
  },
  'request-sample-refused': { direction: 'request', category: 'error', title: 'values are refused', breaks: oldCaller, todo: major },
  'request-sample-accepted': { direction: 'request', category: 'info', title: 'more values are accepted', breaks: null, todo: hqFirst },

  'response-field-removed': {
    direction: 'response',
    category: 'error',
    title: 'a field was removed',
    breaks: oldReader,
    todo: 'Keep sending it.',
  },
  'response-field-added': {
    direction: 'response',
    category: 'info',
    title: 'a field was added',
    breaks: null,
    todo: 'Nothing to do: outputs are open, callers pass over it.',
  },
  'response-field-added-to-closed': {
    direction: 'response',
    category: 'error',
    title: 'a field was added to a closed object',
    breaks: oldReader,
    todo: 'Add it in a major version, and open the object there.',
  },
  'response-field-became-optional': {
    direction: 'response',
    category: 'error',
    title: 'a field may be absent',
    breaks: oldReader,
    todo: 'Keep sending it.',
  },
  'response-field-became-required': {
    direction: 'response',
    category: 'info',
    title: 'a field is always sent',
    breaks: null,
    todo: nothing,
  },
  'response-type-changed': { direction: 'response', category: 'error', title: 'the type changed', breaks: oldReader, todo: major },
  'response-type-widened': { direction: 'response', category: 'error', title: 'the type may be more', breaks: oldReader, todo: major },
  'response-type-narrowed': { direction: 'response', category: 'info', title: 'the type is less', breaks: null, todo: nothing },
  'response-enum-value-added': {
    direction: 'response',
    category: 'error',
    title: 'a value may come that could not',
    breaks: oldReader,
    todo: major,
  },
  'response-enum-value-removed': { direction: 'response', category: 'info', title: 'a value no longer comes', breaks: null, todo: nothing },
  'response-bound-loosened': { direction: 'response', category: 'error', title: 'a bound is looser', breaks: oldReader, todo: major },
  'response-bound-tightened': { direction: 'response', category: 'info', title: 'a bound is tighter', breaks: null, todo: nothing },
  'response-format-changed': { direction: 'response', category: 'error', title: 'the format is another', breaks: oldReader, todo: major },
  'response-format-added': { direction: 'response', category: 'info', title: 'the format is stated', breaks: null, todo: nothing },
  'response-null-allowed': { direction: 'response', category: 'error', title: 'null may come', breaks: oldReader, todo: major },
  'response-null-gone': { direction: 'response', category: 'info', title: 'null no longer comes', breaks: null, todo: nothing },
  'response-branch-added': {
    direction: 'response',
    category: 'error',
    title: 'another form of the union may come',
    breaks: oldReader,
    todo: major,
  },
  'response-branch-removed': {
    direction: 'response',
    category: 'info',
    title: 'a form of the union no longer comes',
    breaks: null,
    todo: nothing,
  },
  'response-object-opened': {
    direction: 'response',
    category: 'warning',
    title: 'unknown fields may come',
    breaks: null,
    todo: 'Check that callers of the older version pass over unknown fields.',
  },
  'response-object-closed': {
    direction: 'response',
    category: 'warning',
    title: 'the object is closed',
    breaks: null,
    todo: 'Leave it open: a field can then be added in a minor version.',
  },
  'response-sample-accepted': { direction: 'response', category: 'error', title: 'more values may come', breaks: oldReader, todo: major },
  'response-sample-refused': { direction: 'response', category: 'info', title: 'values no longer come', breaks: null, todo: nothing },
  'sample-read-otherwise': {
    direction: 'any',
    category: 'error',
    title: 'values are read as others than before',
    breaks: 'both sides: what one sends is another value for the other',
    todo: major,
  },

  'default-changed': {
    direction: 'any',
    category: 'error',
    title: 'a default changed',
    breaks: 'callers of the older version: what they leave out means something else',
    todo: major,
  },
  'schema-changed-otherwise': {
    direction: 'any',
    category: 'error',
    title: 'a keyword changed that the comparison does not know',
    breaks: 'nobody knows whom',
    todo: 'Teach the comparison this keyword (src/compatibility), with examples both ways.',
  },

  'outcome-added': { direction: 'response', category: 'error', title: 'an outcome was added', breaks: oldReader, todo: major },
  'outcome-removed': { direction: 'response', category: 'error', title: 'an outcome was removed', breaks: oldReader, todo: keep },
  'reason-code-removed': {
    direction: 'any',
    category: 'error',
    title: 'a reason code was removed',
    breaks: 'both sides: quarantine and logs hold it',
    todo: keep,
  },
  'reason-code-fate-changed': {
    direction: 'any',
    category: 'error',
    title: 'the fate of a reason code changed',
    breaks: 'callers of the older version: they send again what they should put aside, or the reverse',
    todo: 'Use a new code.',
  },
  'reason-code-added': {
    direction: 'any',
    category: 'warning',
    title: 'a reason code was added',
    breaks: null,
    todo: 'An older caller must take an unknown code of a request for one that may pass; a code of a record needs a major version.',
  },
  'status-changed': {
    direction: 'any',
    category: 'error',
    title: 'a code is answered with another status',
    breaks: 'callers of the older version: many look at the status before they read the code',
    todo: major,
  },
  'version-match-narrowed': { direction: 'any', category: 'error', title: 'two versions match no more', breaks: oldCaller, todo: major },
  'version-match-widened': {
    direction: 'any',
    category: 'warning',
    title: 'two versions understand each other that did not',
    breaks: null,
    todo: 'Make sure that the newer one really serves what the older one means.',
  },

  'extract-removed': { direction: 'response', category: 'error', title: 'an extract was removed', breaks: bothSides, todo: keep },
  'extract-added': { direction: 'response', category: 'info', title: 'an extract was added', breaks: null, todo: hqFirst },
  'extract-entity-changed': {
    direction: 'response',
    category: 'error',
    title: 'an extract is of another entity',
    breaks: bothSides,
    todo: 'Add an extract of another name.',
  },
  'extract-column-removed': { direction: 'response', category: 'error', title: 'a column was removed', breaks: bothSides, todo: major },
  'extract-column-added': {
    direction: 'response',
    category: 'error',
    title: 'a column was added',
    breaks: bothSides,
    todo: 'Release a major version: digests and files of two versions differ in every line.',
  },
  'extract-column-reordered': {
    direction: 'response',
    category: 'error',
    title: 'the columns stand in another order',
    breaks: bothSides,
    todo: major,
  },
  'row-entity-removed': {
    direction: 'response',
    category: 'error',
    title: 'an entity is no longer compared',
    breaks: bothSides,
    todo: keep,
  },
  'row-entity-added': { direction: 'response', category: 'info', title: 'an entity is compared that was not', breaks: null, todo: hqFirst },
  'row-column-removed': {
    direction: 'response',
    category: 'error',
    title: 'a compared column was removed',
    breaks: bothSides,
    todo: major,
  },
  'row-column-added': { direction: 'response', category: 'error', title: 'a compared column was added', breaks: bothSides, todo: major },
  'row-column-reordered': {
    direction: 'response',
    category: 'error',
    title: 'the compared columns stand in another order',
    breaks: bothSides,
    todo: major,
  },
  'row-key-changed': { direction: 'response', category: 'error', title: 'the key of a row is another', breaks: bothSides, todo: major },
  'column-form-changed': {
    direction: 'response',
    category: 'error',
    title: 'a column is written in another form',
    breaks: bothSides,
    todo: major,
  },
  'form-definition-changed': {
    direction: 'response',
    category: 'error',
    title: 'a canonical form is defined otherwise',
    breaks: bothSides,
    todo: 'Give the new form a new name in a major version; if only the words changed, put the old ones back.',
  },
  'key-semantics-changed': {
    direction: 'any',
    category: 'error',
    title: 'a key is made otherwise',
    breaks: 'both sides: what counts as the same person or name is another',
    todo: major,
  },
  'limit-lowered': { direction: 'request', category: 'error', title: 'a limit is lower', breaks: oldCaller, todo: major },
  'limit-raised': { direction: 'request', category: 'info', title: 'a limit is higher', breaks: null, todo: hqFirst },
  'limit-removed': { direction: 'request', category: 'error', title: 'a limit is no longer stated', breaks: oldReader, todo: keep },
  'limit-added': { direction: 'request', category: 'error', title: 'a limit was added', breaks: oldCaller, todo: major },
  'wire-changed': {
    direction: 'any',
    category: 'error',
    title: 'a header, a separator or what a token must say is another',
    breaks: 'callers of the older version: HQ does not understand them',
    todo: major,
  },
  // What no older side knew of goes with procedures that no older side calls.
  'wire-added': { direction: 'any', category: 'info', title: 'a word of the wire was added', breaks: null, todo: hqFirst },
} as const satisfies Record<string, Rule>;

export type RuleId = keyof typeof rules;
export const ruleIds = Object.keys(rules) as RuleId[];
