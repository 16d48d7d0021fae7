import { html } from 'hono/html';
import type { FieldInput, FormField, FormFields, Mistakes, Typed } from '../forms/form-field.ts';
import type { Html } from './layout.ts';

export interface FormOptions {
  action: string;
  /** Words on the button. */
  submit: string;
  token: string;
  form: FormFields;
  typed: Typed;
  mistakes: Mistakes;
  /** A mistake that is no field's. */
  refusal: string | null;
}

/** A form with what was typed, and each mistake beside its field and in a list before them all. */
export function form({ action, submit, token, form, typed, mistakes, refusal }: FormOptions): Html {
  // The browser's own checks would name one mistake at a time.
  return html`${summary(form, mistakes, refusal)}
<form method="post" action="${action}" novalidate>
<input type="hidden" name="token" value="${token}">
${form.map(
  ({ legend, fields }) => html`<fieldset><legend>${legend}</legend>
${fields.map((one) => field(one, typed[one.name] ?? '', mistakes[one.name]))}</fieldset>
`,
)}<p><button>${submit}</button></p>
</form>`;
}

function summary(form: FormFields, mistakes: Mistakes, refusal: string | null): Html {
  const wrong = form.flatMap(({ fields }) => fields).filter(({ name }) => mistakes[name] !== undefined);
  if (wrong.length === 0 && refusal === null) return html``;
  return html`<div class="panel bad" role="alert">
<h2>Nothing was created</h2>
${refusal === null ? '' : html`<p>${refusal}</p>`}
${wrong.length === 0 ? '' : html`<ul>${wrong.map(({ name, label }) => html`<li><a href="#${name}">${label}</a>: ${mistakes[name]}</li>`)}</ul>`}
</div>`;
}

function field({ name, label, hint, input, isOptional }: FormField, typed: string, mistake: string | undefined): Html {
  const described = [hint === undefined ? '' : `${name}-hint`, mistake === undefined ? '' : `${name}-mistake`].filter((id) => id !== '');
  const attributes = html`id="${name}" name="${name}"${described.length === 0 ? '' : html` aria-describedby="${described.join(' ')}"`}${mistake === undefined ? '' : html` aria-invalid="true"`}${isOptional ? '' : html` required`}`;
  return html`<div class="field">
<label for="${name}">${label}${isOptional ? ' (optional)' : ''}</label>
${hint === undefined ? '' : html`<p class="hint" id="${name}-hint">${hint}</p>`}
${mistake === undefined ? '' : html`<p class="mistake" id="${name}-mistake">${mistake}</p>`}
${control(input, name, attributes, typed)}
</div>
`;
}

function control(input: FieldInput, name: string, attributes: Html, typed: string): Html {
  if (input.kind === 'select')
    return html`<select ${attributes}>${input.options.map(
      ([value, label]) => html`<option value="${value}"${value === typed ? html` selected` : ''}>${label}</option>`,
    )}</select>`;
  if (input.kind === 'open-list')
    return html`<input ${attributes} type="text" autocomplete="off" value="${typed}" list="${name}-list">
<datalist id="${name}-list">${input.proposals.map((value) => html`<option value="${value}"></option>`)}</datalist>`;
  return html`<input ${attributes} type="${input.kind}" autocomplete="off" value="${typed}">`;
}
