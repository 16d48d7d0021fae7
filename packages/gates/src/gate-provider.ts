import {
  ErrorCode,
  type EvaluationContext,
  type JsonValue,
  OpenFeatureEventEmitter,
  type Provider,
  ProviderEvents,
  type ResolutionDetails,
  StandardResolutionReasons,
} from '@openfeature/server-sdk';
import type postgres from 'postgres';
import { decideGate, type GateBecause, type GateStates } from './decide-gate.ts';
import { followGates, type Following } from './follow-gates.ts';
import { gateNames } from './gate-list.ts';
import { LastKnownFile, readLastKnown } from './last-known-file.ts';

const reasonOf: Record<GateBecause, string> = {
  unknown: StandardResolutionReasons.DEFAULT,
  everybody: StandardResolutionReasons.STATIC,
  cohort: StandardResolutionReasons.TARGETING_MATCH,
  percentage: StandardResolutionReasons.SPLIT,
  outside: StandardResolutionReasons.SPLIT,
};

/**
 * OpenFeature's provider over the rows of the schema `gates`. The targeting key is the account's guid in Field. Evaluation reads memory
 * only. While the database is away the last known values stand, with reason STALE; what was never known is off.
 */
export class GateProvider implements Provider {
  readonly metadata = { name: 'postgresql-gates' } as const;
  readonly runsOn = 'server';
  readonly events = new OpenFeatureEventEmitter();
  readonly #sql: postgres.Sql;
  readonly #lastKnownFile: string | null;
  readonly #kept: LastKnownFile | null;
  #states: GateStates = new Map();
  /** Why the rows cannot be read now; null while they can. */
  #away: string | null = 'not asked yet';
  #following: Following | null = null;

  constructor(sql: postgres.Sql, options: { lastKnownFile?: string | null } = {}) {
    this.#sql = sql;
    this.#lastKnownFile = options.lastKnownFile ?? null;
    this.#kept = this.#lastKnownFile === null ? null : new LastKnownFile(this.#lastKnownFile);
  }

  get away(): string | null {
    return this.#away;
  }

  /** Never fails: a process starts, and works, while the database of the gates is away. */
  async initialize(): Promise<void> {
    if (this.#lastKnownFile !== null) this.#states = readLastKnown(this.#lastKnownFile) ?? this.#states;
    this.#following = await followGates(this.#sql, {
      changed: (states) => this.#take(states),
      away: (reason) => {
        if (this.#away === reason) return;
        this.#away = reason;
        this.events.emit(ProviderEvents.Stale, { message: reason });
      },
    });
  }

  async onClose(): Promise<void> {
    await this.#following?.stop();
    await this.#kept?.settled();
  }

  async resolveBooleanEvaluation(gate: string, off: boolean, context: EvaluationContext): Promise<ResolutionDetails<boolean>> {
    const { value, ...details } = this.#resolve(gate, context);
    return value === null || !['on', 'off'].includes(value) ? { ...mismatch(details), value: off } : { ...details, value: value === 'on' };
  }

  async resolveStringEvaluation(gate: string, off: string, context: EvaluationContext): Promise<ResolutionDetails<string>> {
    const { value, ...details } = this.#resolve(gate, context);
    return { ...details, value: value ?? off };
  }

  async resolveNumberEvaluation(gate: string, off: number, context: EvaluationContext): Promise<ResolutionDetails<number>> {
    const { value: _value, ...details } = this.#resolve(gate, context);
    return { ...mismatch(details), value: off };
  }

  async resolveObjectEvaluation<T extends JsonValue>(gate: string, off: T, context: EvaluationContext): Promise<ResolutionDetails<T>> {
    const { value: _value, ...details } = this.#resolve(gate, context);
    return { ...mismatch(details), value: off };
  }

  #resolve(gate: string, { targetingKey }: EvaluationContext) {
    const name = gateNames.find((one) => one === gate);
    if (name === undefined)
      return { value: null, reason: StandardResolutionReasons.ERROR, errorCode: ErrorCode.FLAG_NOT_FOUND, errorMessage: `no gate ${gate}` };
    const { value, because } = decideGate(this.#states, name, targetingKey ?? null);
    const reason = this.#away === null || because === 'unknown' ? reasonOf[because] : StandardResolutionReasons.STALE;
    const words = this.#states.get(name)?.words ?? null;
    const flagMetadata: Record<string, string> = words === null ? { because } : { because, words };
    return { value, variant: value, reason, flagMetadata };
  }

  #take(states: GateStates): void {
    const wasAway = this.#away !== null;
    this.#states = states;
    this.#away = null;
    if (wasAway) this.events.emit(ProviderEvents.Ready);
    this.events.emit(ProviderEvents.ConfigurationChanged, { flagsChanged: [...states.keys()] });
    // What cannot be kept is only missed by a process that starts while the database is away.
    this.#kept?.keep(states).catch(() => {});
  }
}

function mismatch<D extends { reason: string; errorCode?: ErrorCode }>(details: D) {
  return { ...details, reason: StandardResolutionReasons.ERROR, errorCode: details.errorCode ?? ErrorCode.TYPE_MISMATCH };
}
