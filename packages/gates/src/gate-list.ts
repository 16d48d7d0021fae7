/** A feature switch of the release. The first value is the one of a gate that is off, or that nobody can be asked about. */
export interface GateDefinition {
  values: readonly [string, ...string[]];
  /** Whether accounts may have different values. */
  byAccount: boolean;
  meaning: string;
}

/**
 * Every gate. Adding one:
 * 1. Name it here, its off value first.
 * 2. Ask for it where it decides: `gates.value('<name>', account)`.
 * 3. Test both sides of that place; nothing else knows the list.
 */
export const gateList = {
  'field.push': {
    values: ['off', 'on'],
    byAccount: true,
    meaning: 'Field posts new accounts and projects to HQ at once; off leaves them to the relay.',
  },
  'field.administration': {
    values: ['legacy', 'locked', 'hq'],
    byAccount: true,
    meaning: "Where Field's administration pages read and write: Field's tables, nowhere (read-only), or HQ.",
  },
  'field.maintenance': {
    values: ['off', 'administration', 'all'],
    byAccount: false,
    meaning: 'The maintenance page: off, in place of the administration, or in place of all of Field.',
  },
  'hq.field-visible': {
    values: ['off', 'on'],
    byAccount: true,
    meaning: "HQ's console shows Field's part of an account.",
  },
} as const satisfies Record<string, GateDefinition>;

export type GateName = keyof typeof gateList;
export type GateValue<Name extends GateName = GateName> = (typeof gateList)[Name]['values'][number];

export const gateNames = Object.keys(gateList) as GateName[];

/** The value of a gate that is off. */
export function offValue<Name extends GateName>(gate: Name): GateValue<Name> {
  return gateList[gate].values[0];
}
