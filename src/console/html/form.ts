import type { ConsoleRole } from '../../config/console-section.ts';
import { mayDo, ROLE_NAMES } from '../access/roles.ts';
import type { Visit } from '../visit.ts';
import { html, type Content, type Html } from './html.ts';

export interface FormOptions {
  /** Where it is sent to. */
  readonly action: string;
  readonly role: ConsoleRole;
  readonly button: string;
  /** A button that one should think about. */
  readonly grave?: boolean;
  readonly id?: string;
}

/** A form with its token; whoever may not send it is told so instead. */
export function form(visit: Visit, options: FormOptions, ...fields: readonly Content[]): Html {
  if (!mayDo(visit.visitor.role, options.role)) {
    return html`<p class="hint">Dafür ist die Rolle „${ROLE_NAMES[options.role]}“ nötig.</p>`;
  }
  return html`<form
    method="post"
    action="${options.action}"
    ${options.id !== undefined && html` id="${options.id}"`}
  >
    <input type="hidden" name="csrf" value="${visit.csrf}" />
    ${fields}
    <p><button type="submit" ${options.grave === true && html` class="grave"`}>${options.button}</button></p>
  </form>`;
}

export interface FieldOptions {
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
  readonly type?: 'text' | 'date' | 'password' | 'email';
  readonly optional?: boolean;
  readonly value?: string;
  /** Makes the id unique where a page has the same field twice. */
  readonly scope?: string;
  readonly autocomplete?: string;
}

/** A labelled input; its hint is read out with it. */
export function field(options: FieldOptions): Html {
  const id = `${options.scope ?? 'f'}-${options.name}`;
  return html`<p class="field">
    <label for="${id}"
      >${options.label}${options.optional === true && html` <small>(freiwillig)</small>`}</label
    >
    <input
      id="${id}"
      name="${options.name}"
      type="${options.type ?? 'text'}"
      maxlength="1000"
      autocomplete="${options.autocomplete ?? 'off'}"
      value="${options.value ?? ''}"
      ${options.optional !== true && html` required`}${options.hint !== undefined && html` aria-describedby="${id}-hint"`}
    />
    ${options.hint !== undefined && html`<small id="${id}-hint">${options.hint}</small>`}
  </p>`;
}

const NO_NAMES = 'Steht im Prüfprotokoll. Keine Namen von Kunden.';

/** Why: asked for with every action. */
export function reasonField(scope: string, label = 'Begründung', hint = NO_NAMES): Html {
  return field({ name: 'reason', label, hint, scope });
}

/** One of several answers, as radio buttons. */
export function choiceField(
  legend: string,
  name: string,
  choices: readonly (readonly [value: string, label: string])[],
): Html {
  return html`<fieldset>
    <legend>${legend}</legend>
    ${choices.map(
      ([value, label]) =>
        html`<label class="choice"
          ><input type="radio" name="${name}" value="${value}" required /> ${label}</label
        >`,
    )}
  </fieldset>`;
}
