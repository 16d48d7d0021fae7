import { randomUUID } from 'node:crypto';
import { HqError } from '@hq-field/field-adapter';
import type { Gates } from '@hq-field/gates';
import { traceparentAtWork } from '@hq-field/traces';
import type { Context } from 'hono';
import type { Administration, Administrations, Edit, Mode, Person, Values } from '../administration/administration.ts';
import { digestOf } from '../administration/digest.ts';
import { fenceOf } from '../administration/fence.ts';
import { HalfDoneError } from '../administration/half-done-error.ts';
import { type WriteRefusal, WriteRefusedError } from '../administration/write-refused-error.ts';
import { FieldAppError } from '../field-app-error.ts';
import { asTyped, beside, type Field, form, type Mistakes } from '../pages/form.ts';
import { type Html, html, nothing } from '../pages/html.ts';
import { layout } from '../pages/layout.ts';
import { refusalPage, refusedByHq, whoCan } from '../pages/refusals.ts';
import { toFieldAppError } from '../to-field-app-error.ts';
import type { OpenTask, Written } from './task.ts';

/** A form's way from being shown to being written: the mode it was shown under travels with it, and is held to at the end. */
export interface Exchange {
  c: Context;
  gates: Pick<Gates, 'value'>;
  administrations: Administrations;
  person: Person | null;
  /** Whose mode counts; null before there is an account. */
  account: string | null;
  mode: Mode;
  /** The administration of that mode, for the person. */
  administration: Administration;
  /** Epoch of the authority that the person sees now. */
  epoch: number;
  task: OpenTask;
}

/** What a browser sent, by the name of its field. */
type Body = Readonly<Record<string, unknown>>;

/** Shows the form; in a mode without writes, why there is none. */
export function showForm(exchange: Exchange): Response | Promise<Response> {
  const { closed } = exchange.administration;
  if (closed !== null) return refused(exchange, closed, nothing);
  return formPage(exchange, { values: exchange.task.values, mistakes: {}, hidden: shownNow(exchange) });
}

/** Takes the form: writes it and resolves to what was written, or answers with a page that keeps what was typed. */
export async function takeForm(exchange: Exchange, body: Body): Promise<Written | Response> {
  const { c, gates, administration, account, mode, task } = exchange;
  const typed = typedOf(task, body);
  const begunUnder = text(body['mode']);
  const hidden: Hidden = { seen: text(body['seen']), epoch: text(body['epoch']), key: text(body['key']) };
  const { writes, closed } = administration;
  if (closed !== null) return refused(exchange, notSaved(closed), typedTable(task.fields, typed));
  if (begunUnder !== mode || writes === null) return movedOn(exchange, typed);
  // HQ needs both, and only a form that it was asked for has them.
  if (mode === 'hq' && !(uuid.test(hidden.key) && /^\d{1,15}$/u.test(hidden.epoch))) return movedOn(exchange, typed);
  const checked = task.schema.safeParse(typed);
  if (!checked.success) {
    const mistakes = Object.fromEntries(checked.error.issues.toReversed().map(({ path, message }) => [String(path[0] ?? ''), message]));
    return formPage(exchange, { values: typed, mistakes: inOrder(task.fields, mistakes), hidden, status: 422 });
  }
  const edit: Edit = {
    seen: hidden.seen,
    epoch: Number(hidden.epoch),
    // Only HQ insists on the form's own.
    key: uuid.test(hidden.key) ? hidden.key : randomUUID(),
    traceparent: traceparentAtWork() ?? c.req.header('traceparent'),
    fence: fenceOf(gates, account, begunUnder),
  };
  try {
    return await task.write(writes, checked.data, edit);
  } catch (error) {
    if (error instanceof WriteRefusedError) return notWritten(exchange, error.refusal, error.message, typed, hidden);
    if (error instanceof HqError) return failedAtHq(exchange, error, typed, hidden);
    if (error instanceof HalfDoneError) return halfDone(exchange, error, typed, hidden);
    return failed(exchange, error, typed);
  }
}

/** What came for each field, as it was typed; what the form showed, as it is stored. */
function typedOf({ fields, values }: OpenTask, body: Body): Values {
  return Object.fromEntries(
    fields.map(({ name, kind, choices = [] }) => {
      const shown = [values[name] ?? [], choices.map(({ value }) => value)].flat(2);
      const given: unknown = body[name];
      if (kind !== 'checkboxes') return [name, asStored(text(given), shown)];
      const chosen = (Array.isArray(given) ? given : [given]).filter((one): one is string => typeof one === 'string');
      return [name, chosen.map((one) => asStored(one, shown))];
    }),
  );
}

/** A browser takes line breaks out of a field of one line, and sends others than it was given with a choice. */
const asStored = (given: string, shown: readonly string[]): string => shown.find((one) => onOneLine(one) === onOneLine(given)) ?? given;
const onOneLine = (words: string): string => words.replace(/[\r\n]/gu, '');

export function text(given: unknown): string {
  const one: unknown = Array.isArray(given) ? given[0] : given;
  return typeof one === 'string' ? one : '';
}

const typedTable = (fields: readonly Field[], typed: Values): Html =>
  fields.length === 0 ? nothing : asTyped(fields, typed, 'What you typed, for you to copy');

/** Mistakes in the order of the form, what concerns all of it first. */
function inOrder(fields: readonly Field[], mistakes: Mistakes): Mistakes {
  const order = ['', ...fields.map(({ name }) => name)];
  return Object.fromEntries(Object.entries(mistakes).toSorted(([a], [b]) => order.indexOf(a) - order.indexOf(b)));
}

/** What goes with a form unseen, besides its mode: what it showed, under which epoch, and its name. */
type Hidden = Readonly<Record<'seen' | 'epoch' | 'key', string>>;

const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/u;

const shownNow = ({ task, epoch }: Exchange): Hidden => ({
  seen: task.seen ?? digestOf(task.values),
  epoch: String(epoch),
  key: randomUUID(),
});

interface Shown {
  values: Values;
  mistakes: Mistakes;
  hidden: Hidden;
  status?: 409 | 422 | 503;
  above?: Html;
}

function formPage(
  { c, person, mode, task }: Exchange,
  { values, mistakes, hidden, status, above = nothing }: Shown,
): Response | Promise<Response> {
  const { title, trail, lead, fields, submit, back, removes = false } = task;
  const wrong = Object.keys(mistakes).length > 0;
  return c.html(
    layout({
      title: wrong ? `${title}: something is wrong` : title,
      person,
      trail,
      body: html`${lead === undefined ? nothing : html`<p class="lead">${lead}</p>`}${above}${form({
        action: c.req.path,
        fields,
        values,
        mistakes,
        hidden: { mode, ...hidden },
        submit,
        removes,
        back,
      })}`,
    }),
    status ?? 200,
  );
}

async function notWritten(exchange: Exchange, refusal: WriteRefusal, words: string, typed: Values, hidden: Hidden): Promise<Response> {
  const { fields } = exchange.task;
  if (refusal.code === 'invalid')
    return formPage(exchange, { values: typed, mistakes: { [refusal.field ?? '']: words }, hidden, status: 422 });
  if (refusal.code === 'newer') return newer(exchange, refusal, typed);
  if (refusal.code === 'gone') {
    const gone = { title: 'It is not there any more', text: `${words} Nothing was saved.`, status: 410 } as const;
    return refused(exchange, gone, typedTable(fields, typed));
  }
  if (refusal.code === 'not_permitted') {
    const text = `Your change was not saved: you can read this, not change it. ${whoCan(refusal.administrators)}`;
    return refused(exchange, { title: 'You cannot change this', text, status: 403 }, typedTable(fields, typed));
  }
  const mode = refusal.code === 'administered_by_hq' ? exchange.mode : refusal.mode;
  const { closed } = await exchange.administrations.of(mode, exchange.account, exchange.person);
  return closed === null ? movedOn(exchange, typed) : refused(exchange, notSaved(closed), typedTable(fields, typed));
}

/** The form once more, over what somebody else has written meanwhile: sent again, it is about that. */
function newer(
  exchange: Exchange,
  { current, seen }: Extract<WriteRefusal, { code: 'newer' }>,
  typed: Values,
): Response | Promise<Response> {
  const { fields } = exchange.task;
  const todo =
    fields.length === 0
      ? 'Look at it again, and send this page if you still mean it.'
      : 'Compare the two below, correct the form, and save it again if yours is right.';
  return formPage(exchange, {
    values: typed,
    mistakes: {},
    // What is sent from here is another change than the one that was refused.
    hidden: { ...shownNow(exchange), seen: seen ?? digestOf(current) },
    status: 409,
    above: html`<section class="note closed" role="alert" aria-labelledby="newer"><h2 id="newer">Somebody else has changed this meanwhile</h2>
<p>Nothing was saved. ${todo}</p></section>
${fields.length === 0 ? nothing : beside(fields, current, typed)}`,
  });
}

const notSaved = (closed: NonNullable<Administration['closed']>) => ({ ...closed, text: `Your change was not saved. ${closed.text}` });

function movedOn(exchange: Exchange, typed: Values): Response | Promise<Response> {
  return refused(
    exchange,
    {
      title: 'This form is no longer valid',
      text: 'The administration of this account has changed its place since the form was shown, so nothing was saved. Open the form again and enter what you typed.',
      status: 409,
    },
    typedTable(exchange.task.fields, typed),
  );
}

/**
 * HQ did not answer, or not in time: what was sent may have arrived. The same form sent again is the same change, so nothing is done twice.
 * What HQ refuses for good is not sent again.
 */
function failedAtHq(exchange: Exchange, error: HqError, typed: Values, hidden: Hidden): Response | Promise<Response> {
  process.stderr.write(`POST ${exchange.c.req.routePath} failed: HQ ${error.code}\n`);
  if (!error.retryable) return refused(exchange, refusedByHq, typedTable(exchange.task.fields, typed));
  return sendAgain(exchange, typed, hidden, {
    title: 'HQ did not answer',
    text: 'It is not certain that your change was saved. Everything that you typed is below: send it again in a moment. If it was saved the first time, nothing is done twice.',
  });
}

/** HQ has it. The same form sent again is the same change there, and Field tries its part once more. */
function halfDone(exchange: Exchange, { cause }: HalfDoneError, typed: Values, hidden: Hidden): Response | Promise<Response> {
  process.stderr.write(`POST ${exchange.c.req.routePath} failed after HQ had saved it: ${toFieldAppError(cause).code}\n`);
  return sendAgain(exchange, typed, hidden, {
    title: 'HQ has saved it, and Field is not done',
    text: 'Field could not write its part just now. Everything that you typed is below: send it again in a moment, and nothing is done twice. If it stays so, tell whoever runs Field.',
  });
}

/** The same form, to be sent again as it is. */
function sendAgain(
  exchange: Exchange,
  typed: Values,
  hidden: Hidden,
  { title, text }: { title: string; text: string },
): Response | Promise<Response> {
  return formPage(exchange, {
    values: typed,
    mistakes: {},
    hidden,
    status: 503,
    above: html`<section class="note closed" role="alert" aria-labelledby="again"><h2 id="again">${title}</h2>
<p>${text}</p></section>`,
  });
}

function failed(exchange: Exchange, error: unknown, typed: Values): Response | Promise<Response> {
  const { code, message } = toFieldAppError(error);
  if (error instanceof FieldAppError && code === 'usage')
    return refused(
      exchange,
      { title: 'It could not be done', text: `${message} Nothing was saved.`, status: 409 },
      typedTable(exchange.task.fields, typed),
    );
  process.stderr.write(`POST ${exchange.c.req.routePath} failed: ${code}\n`);
  return refused(
    exchange,
    {
      title: 'It was not saved',
      text: 'Field could not write it just now, and wrote nothing of it. Try again in a moment; if it stays so, tell whoever runs Field.',
      status: 503,
    },
    typedTable(exchange.task.fields, typed),
  );
}

function refused(
  { c, person, task }: Exchange,
  { title, text, status }: { title: string; text: string; status: 403 | 409 | 410 | 423 | 502 | 503 },
  more: Html,
): Response | Promise<Response> {
  return c.html(refusalPage({ title, text, person, more, back: { href: task.back, text: 'Back to where you were' } }), status);
}
