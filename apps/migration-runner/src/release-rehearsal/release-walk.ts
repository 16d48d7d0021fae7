import { parseDuration, type Plan, type Schedule, type ScheduledStep, type Step } from '@hq-field/release-plan';
import { commandWords } from '../plan/command-words.ts';
import { openPlan, type OpenPlan, timesOf } from '../plan/open-plan.ts';
import { RunnerError } from '../runner-error.ts';
import { anotherTime } from './another-time.ts';
import type { Struck } from './contingencies/contingency.ts';
import type { Diary } from './diary.ts';
import { standIns } from './people.ts';
import type { Ended, ReleaseWorld } from './release-world.ts';
import type { ScaledClock } from './scaled-clock.ts';

const minuteMs = 60_000;

/** Goes through the steps and messages of a plan in the order of their times, gives their commands, and lets contingencies strike. */
export class ReleaseWalk {
  readonly world: ReleaseWorld;
  readonly clock: ScaledClock;
  readonly diary: Diary;
  /** Contingencies that have not struck yet. */
  readonly #ahead: Set<Struck>;
  #opened: OpenPlan;
  #schedule: Schedule;
  readonly #done: string[] = [];
  readonly #sent = new Set<string>();

  constructor(parts: { world: ReleaseWorld; clock: ScaledClock; diary: Diary; opened: OpenPlan; struck: readonly Struck[] }) {
    this.world = parts.world;
    this.clock = parts.clock;
    this.diary = parts.diary;
    this.#opened = parts.opened;
    this.#schedule = timesOf(parts.opened);
    this.#ahead = new Set(parts.struck);
  }

  get plan(): Plan {
    return this.#opened.plan;
  }

  get schedule(): Schedule {
    return this.#schedule;
  }

  /** Steps that are done, in the order in which they were. */
  get done(): readonly string[] {
    return this.#done;
  }

  /** Goes on until the step that enters this stage is done, or every step. Throws RunnerError. */
  async through(stage: string): Promise<void> {
    const last = this.plan.steps.find((step) => step.stage === stage);
    if (last === undefined) throw new RunnerError('failed', `No step of the plan enters ${stage}.`);
    const isLast = (id: string) => id === last.id && stage !== 'done';
    for (let next = this.#next(); next !== null && !this.#done.some(isLast); next = this.#next()) {
      this.clock.leapTo(Date.parse(next.at));
      await ('step' in next ? this.#do(next.step) : this.#send(next.message));
    }
  }

  /** The next step of the plan that enters a stage; undefined after the last. */
  nextStage(): ScheduledStep | undefined {
    return this.#schedule.steps.find(({ id, step }) => step.stage !== null && !this.#done.includes(id));
  }

  /** Gives the command of a step; with failpoints in its process it can be pulled at a place. */
  begin(step: ScheduledStep, failpoints?: string): Promise<Ended> {
    return this.world.migrate(step.id, wordsOfStep(step), failpoints);
  }

  /** Gives the command of a step of the plan once more; what is done stays done. */
  async giveAgain(id: string): Promise<Ended> {
    const step = this.#schedule.steps.find((one) => one.id === id);
    if (step === undefined) throw new RunnerError('failed', `The plan has no step ${id}.`);
    return this.#give(step);
  }

  /**
   * Goes back to before a step: the ways back of what was done since, the last one first, as the plan has them. `more` is put behind a way back
   * from a stage, and `onStage` looks at what became of it. They are done again when their time comes.
   */
  async wayBackTo(id: string, more: readonly string[] = [], onStage: (step: Step) => Promise<void> = async () => {}): Promise<void> {
    while (this.#done.includes(id)) {
      const last = this.#done.at(-1) ?? id;
      const step = this.plan.steps.find((one) => one.id === last);
      if (step !== undefined) await this.#back(step, more);
      this.#done.pop();
      if (step?.stage != null) await onStage(step);
    }
  }

  /** The plan with an anchor elsewhere, like `final-release=2027-06-11T18:00[America/Los_Angeles]`. Who was told of the old times is told of the new ones. */
  async moveAnchor(anchor: string): Promise<void> {
    this.#opened = await openPlan(this.#opened.file, [anchor]);
    this.#schedule = timesOf(this.#opened);
    this.diary.note('moved', 'anchor', anchor.replace('=', ' is '));
    const told = this.#schedule.messages.filter((message) => this.#sent.delete(message.id));
    for (const message of told) await this.#send(message);
  }

  async #back({ id, stage, stays, back }: Step, more: readonly string[]): Promise<void> {
    if (back === null || 'none' in back) return;
    await this.diary.during({ kind: 'back', id, planned: null }, async () => {
      if (stays) await this.world.stopHosts();
      const words = back.command === null ? null : commandWords(back.command);
      if (words !== null) mustEnd(id, await this.world.migrate(`back-${id}`, stage === null ? words : [...words, ...more]));
      return back.how;
    });
  }

  #next(): { at: string; step: ScheduledStep } | { at: string; message: Schedule['messages'][number] } | null {
    const step = this.#schedule.steps.find(({ id }) => !this.#done.includes(id));
    const message = this.#schedule.messages.toSorted((a, b) => a.at.localeCompare(b.at)).find(({ id }) => !this.#sent.has(id));
    if (message !== undefined && (step === undefined || message.at < step.start)) return { at: message.at, message };
    return step === undefined ? null : { at: step.start, step };
  }

  async #send(message: Schedule['messages'][number]): Promise<void> {
    const planned = { from: message.at, to: message.at };
    await this.diary.during({ kind: 'message', id: message.id, planned }, async () => {
      mustEnd(message.id, await this.world.migrate('announce', ['plan', 'announce', '--sent', message.id, '--actor', message.owner]));
      this.#sent.add(message.id);
      return `to ${message.audience}: ${message.subject}`;
    });
  }

  async #do(step: ScheduledStep): Promise<void> {
    const { id, start, end } = step;
    const struck = [...this.#ahead].find((one) => one.step === id);
    if (struck !== undefined) this.#ahead.delete(struck);
    await this.diary.during({ kind: 'step', id, planned: { from: start, to: end } }, async () => {
      const ended = await (struck === undefined ? this.#give(step) : this.#strike(struck, step));
      if (ended === anotherTime) return anotherTime;
      // What a contingency broke off is given again: the plan's answer to a pulled plug.
      const last = struck === undefined || isWell(step, ended) ? ended : await this.#give(step);
      if (!isWell(step, last)) mustEnd(id, last);
      this.#done.push(id);
      return last.code === 0 ? step.title : `${step.title}: there are findings, which its owner would judge`;
    });
    await this.world.followGates();
  }

  async #strike({ contingency }: Struck, step: ScheduledStep): Promise<Ended | typeof anotherTime> {
    const note = (kind: 'pull' | 'notice' | 'mend') => (words: string) => this.diary.note(kind, contingency.id, words);
    return contingency.strike({
      walk: this,
      world: this.world,
      step,
      begin: (failpoints) => this.begin(step, failpoints),
      pulled: note('pull'),
      noticed: note('notice'),
      mended: note('mend'),
    });
  }

  async #give(step: ScheduledStep): Promise<Ended> {
    const { who, stays } = step.step;
    if (who === 'human') return this.#byHand(step);
    if (!stays) return this.begin(step);
    await this.world.startHost(wordsOfStep(step));
    return { code: 0, said: '' };
  }

  /** Somebody's step lasts as long as it is planned. */
  async #byHand({ id, step }: ScheduledStep): Promise<Ended> {
    const over = this.clock.now() + parseDuration(step.duration.estimated) * minuteMs;
    const ended = (await standIns[id]?.(this.world)) ?? { code: 0, said: '' };
    this.clock.leapTo(over);
    return ended;
  }
}

const linesShown = 15;

/** Findings that the plan leaves to the step's owner are no failure. */
function isWell({ step }: ScheduledStep, { code }: Ended): boolean {
  return code === 0 || (code === 1 && step.findings === 'judged');
}

function wordsOfStep({ id, step }: ScheduledStep): string[] {
  const words = step.command === null ? null : commandWords(step.command);
  if (words === null) throw new RunnerError('failed', `The command of ${id} is not one of pnpm migrate: it cannot be rehearsed.`);
  return words;
}

function mustEnd(step: string, { code, said }: Ended): void {
  if (code === 0) return;
  throw new RunnerError('failed', `${step} ended with ${code ?? 'a signal'}:\n${said.split('\n').slice(-linesShown).join('\n')}`);
}
