import type { Choice, Values } from '../administration/administration.ts';
import { type Html, html, nothing } from './html.ts';

/** One question of a form. */
export interface Field {
  name: string;
  label: string;
  kind: 'text' | 'email' | 'tel' | 'date' | 'choice' | 'checkboxes';
  choices?: readonly Choice[];
  hint?: string;
  required?: boolean;
  autocomplete?: string;
  inputmode?: 'decimal';
}

/** What is wrong, by the name of its field; under '' what is wrong with the form as a whole. */
export type Mistakes = Readonly<Record<string, string>>;

export interface Form {
  action: string;
  fields: readonly Field[];
  values: Values;
  mistakes: Mistakes;
  /** Sent with the form, not shown. */
  hidden: Readonly<Record<string, string>>;
  submit: string;
  /** Whether it takes something away. */
  removes?: boolean;
  /** Where somebody goes who changes their mind. */
  back?: string;
}

export function form({ action, fields, values, mistakes, hidden, submit, removes = false, back }: Form): Html {
  return html`${summary(fields, mistakes)}
<form method="post" action="${action}" novalidate class="sheet">
${Object.entries(hidden).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
${fields.map((field) => question(field, values[field.name] ?? '', mistakes[field.name] ?? null))}
<p class="actions"><button type="submit" class="${removes ? 'removes' : 'does'}">${submit}</button>${back === undefined ? nothing : html` <a href="${back}">Cancel</a>`}</p>
</form>`;
}

/** Every mistake at once, each a link to its field. */
function summary(fields: readonly Field[], mistakes: Mistakes): Html {
  const named = Object.entries(mistakes);
  if (named.length === 0) return nothing;
  return html`<section class="note bad" role="alert" aria-labelledby="mistakes">
<h2 id="mistakes">${named.length === 1 ? 'Nothing was saved: one thing is wrong' : `Nothing was saved: ${named.length} things are wrong`}</h2>
<ul>${named.map(([name, words]) => {
    const field = fields.find((one) => one.name === name);
    return html`<li>${field === undefined ? words : html`<a href="#${idOf(field)}">${field.label}: ${words}</a>`}</li>`;
  })}</ul>
</section>`;
}

/** Where the focus goes: of several boxes the first. */
const idOf = ({ name, kind }: Field): string => (kind === 'checkboxes' ? `field-${name}-0` : `field-${name}`);

function question(field: Field, value: string | readonly string[], mistake: string | null): Html {
  const id = `field-${field.name}`;
  const told = [field.hint === undefined ? '' : `${id}-hint`, mistake === null ? '' : `${id}-mistake`]
    .filter((part) => part !== '')
    .join(' ');
  const hint = field.hint === undefined ? nothing : html`<span class="hint" id="${id}-hint">${field.hint}</span>`;
  const wrong = mistake === null ? nothing : html`<span class="mistake" id="${id}-mistake">${mistake}</span>`;
  const described = told === '' ? nothing : html` aria-describedby="${told}"`;
  const invalid = mistake === null ? nothing : html` aria-invalid="true"`;
  if (field.kind === 'checkboxes') {
    const chosen = Array.isArray(value) ? value : [value];
    const boxes = (field.choices ?? []).map(
      (choice, index) =>
        html`<label class="box"><input type="checkbox" id="${id}-${index}" name="${field.name}" value="${choice.value}"${chosen.includes(choice.value) ? html` checked` : nothing}${index === 0 ? html`${described}${invalid}` : nothing}> <span>${choice.label}</span></label>`,
    );
    return html`<fieldset class="question"><legend>${field.label}</legend>${hint}${wrong}<div class="boxes">${boxes}</div></fieldset>`;
  }
  const text = Array.isArray(value) ? value.join(', ') : (value as string);
  const attributes = html`id="${id}" name="${field.name}"${field.required === true ? html` required` : nothing}${described}${invalid}`;
  const label = html`<label for="${id}">${field.label}${field.required === true ? nothing : html` <span class="optional">(optional)</span>`}</label>`;
  if (field.kind === 'choice')
    return html`<div class="question">${label}${hint}${wrong}<select ${attributes}>${(field.choices ?? []).map(
      (choice) => html`<option value="${choice.value}"${choice.value === text ? html` selected` : nothing}>${choice.label}</option>`,
    )}</select></div>`;
  return html`<div class="question">${label}${hint}${wrong}<input type="${field.kind}" ${attributes} value="${text}"${
    field.autocomplete === undefined ? nothing : html` autocomplete="${field.autocomplete}"`
  }${field.inputmode === undefined ? nothing : html` inputmode="${field.inputmode}"`}></div>`;
}

/** What somebody typed, in words, so that it is not lost where the form cannot be shown again. */
export function asTyped(fields: readonly Field[], values: Values, caption: string): Html {
  return html`<table class="typed"><caption>${caption}</caption><thead><tr><th scope="col">Field</th><th scope="col">What you typed</th></tr></thead>
<tbody>${fields.map((field) => html`<tr><th scope="row">${field.label}</th><td>${inWords(field, values[field.name])}</td></tr>`)}</tbody></table>`;
}

/** Two versions beside each other, what differs marked. */
export function beside(fields: readonly Field[], now: Values, typed: Values): Html {
  return html`<table class="typed"><caption>What it holds now, and what you typed</caption>
<thead><tr><th scope="col">Field</th><th scope="col">It holds now</th><th scope="col">You typed</th></tr></thead>
<tbody>${fields.map((field) => {
    const [held, yours] = [inWords(field, now[field.name]), inWords(field, typed[field.name])];
    return html`<tr${held === yours ? nothing : html` class="differs"`}><th scope="row">${field.label}${held === yours ? nothing : html` (differs)`}</th><td>${held}</td><td>${yours}</td></tr>`;
  })}</tbody></table>`;
}

function inWords({ choices = [] }: Field, value: string | readonly string[] = ''): string {
  const values = typeof value === 'string' ? [value] : value;
  const words = values.filter((one) => one !== '').map((one) => choices.find((choice) => choice.value === one)?.label ?? one);
  return words.length === 0 ? 'nothing' : words.join(', ');
}
