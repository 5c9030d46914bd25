import type { SensitiveClass } from '../../domain/content.ts';

/**
 * Personal insurance by name. Every insurer lists its products in the margin of a car invoice, so a name alone proves
 * nothing: what counts is a letter *about* such a contract.
 */
const PERSONAL =
  /\b(?:(?:private[nr]? )?(?<health>(?:auslands(?:reise)?|reise|gruppen|voll|zusatz|privat)?kranken(?:zusatz|voll|haus)?|zahn(?:zusatz)?|optik-?und zahn|kranken- und pflege)|(?<accident>(?:kinder|senioren|familien|gruppen|reise|schueler)?-?unfall)|(?<disability>pflege(?:zusatz|rente[n]?|kosten)?|berufsunfaehigkeits|erwerbsunfaehigkeits|erwerbsminderungs|grundfaehigkeits|dread-?disease|schwere-?krankheiten|dienstunfaehigkeits))-?(?:zusatz)?(?:versicherung|schutz|police|polizze|vorsorge|tarif|rente)(?:en|s|svertrag\w*|sschein\w*|sbeitrag\w*|sbeitraege\w*|spraemie\w*)?\b/gu;

/** Other products, and the halves that a list of products leaves: `Kranken-, Unfall- und Sachversicherung`. */
const ANY_PRODUCT =
  /\b(?:[\p{L}-]*(?:versicherung|rechtsschutz|bausparen|altersvorsorge|vorsorge|schutzbrief|police|polizze)(?:en)?|(?:kranken|unfall|pflege|leben|lebens|renten|haftpflicht|hausrat|sach|kfz|kraftfahrt|wohngebaeude|reise|zahn|glas|tier|haus)-(?=[ ,\n]))/gu;

/** As far as a list of products reaches around one of them (characters). */
const LIST_REACH = 110;
/** With two others near it, a product stands in a list. */
const OTHERS_IN_LIST = 2;

/** The customer's own contract: `Ihre Unfallversicherung`, `Sparte: Unfall`, a heading that is nothing else. */
const OWN_BEFORE =
  /(?:\b(?:(?:beitragsrechnung|rechnung|praemienvorschreibung|vorschreibung|versicherungsschein|polizze|nachtrag|information|kuendigung|antrag|leistung)(?: (?:zur|zu ihrer|der|ihrer|fuer ihre|fuer die))?|zur|zu ihrer|aus der|in ihrer|ihre[rnms]?|ihrem? vertrag|vertrag zur|beitrag (?:zur|fuer die|fuer ihre)|praemie (?:zur|fuer die|fuer ihre)|rechnung (?:zur|fuer die|fuer ihre)|leistung aus der|antrag auf (?:eine)?|sparte|versicherungsart|produkt|tarif)\s*[:|-]?\s*(?:private[nr]?\s)?)$/u;
const HEADING_BEFORE = /(?:^|\n)(?:[^\n.!?]{0,60}[-:|])?\s*$/u;
const LINE_END = /^\s*(?:\n|$|:|[-|,]\s*(?:nr|vertrag|polizze|versicherungsschein))/u;

/** Classes of the personal insurance that this folded text is about, by the names of products. */
export function personalInsuranceOf(text: string): ReadonlySet<SensitiveClass> {
  const found = new Set<SensitiveClass>();
  const mentions = new Map<SensitiveClass, number>();
  for (const match of text.matchAll(PERSONAL)) {
    const kind = classOf(match.groups);
    if (isInList(text, match.index, match[0])) continue;
    mentions.set(kind, (mentions.get(kind) ?? 0) + 1);
    if (isOwn(text, match.index, match[0]) || (mentions.get(kind) ?? 0) > 1) found.add(kind);
  }
  for (const match of text.matchAll(SPARTE)) found.add(classOf(match.groups));
  return found;
}

/** A field of the letterhead: `Sparte Unfall`. */
const SPARTE =
  /\b(?:sparte|versicherungszweig|versicherungsart|zweig|vertrag|polizze)\s*:?\s*(?:private )?(?:(?<health>kranken|krankheit|zahn(?:zusatz)?|gesundheit)|(?<accident>unfall)|(?<disability>pflege|berufsunfaehigkeit|bu\b))/gu;

function classOf(groups: Readonly<Record<string, string>> | undefined): SensitiveClass {
  if (groups?.['accident'] !== undefined) return 'accident_insurance';
  return groups?.['disability'] === undefined ? 'health_insurance' : 'disability_or_care';
}

function isInList(text: string, index: number, product: string): boolean {
  const end = index + product.length;
  const around = `${text.slice(Math.max(0, index - LIST_REACH), index)} ${text.slice(end, end + LIST_REACH)}`;
  const others = new Set([...around.matchAll(ANY_PRODUCT)].map(([name]) => name));
  others.delete(product);
  return others.size >= OTHERS_IN_LIST;
}

function isOwn(text: string, index: number, product: string): boolean {
  const before = text.slice(Math.max(0, index - 80), index);
  if (OWN_BEFORE.test(before)) return true;
  return HEADING_BEFORE.test(before) && LINE_END.test(text.slice(index + product.length));
}
