/** Kinds of specially protected data (S11) that a text can speak of; a decision records the kind, never the words. */
export const SENSITIVE_CLASSES = [
  'medical',
  'diagnosis',
  'health_questions',
  'health_insurance',
  'accident_insurance',
  'disability_or_care',
  'personal_injury',
  'criminal_matters',
  'special_category',
] as const;

export type SensitiveClass = (typeof SENSITIVE_CLASSES)[number];

/**
 * Whom a PDF's own text names. `other_contract`: a contract that belongs to somebody else, which is a wrong attachment
 * whoever else is named.
 */
export type NamedIdentity = 'contract' | 'policyholder' | 'nobody' | 'other_contract';

/** What reading a PDF's own text found: classes and counts, never a word of it (L8). */
export type ContentFindings =
  | {
      readonly kind: 'read';
      readonly names: NamedIdentity;
      readonly sensitive: readonly SensitiveClass[];
      /** Pages that show something and hold no text, such as scans: nobody knows what they say. */
      readonly pagesWithoutText: number;
    }
  | { readonly kind: 'no_text' }
  | { readonly kind: 'unreadable'; readonly why: UnreadableText };

/** Why a text could not be read within its limits. */
export type UnreadableText = 'damaged' | 'took_too_long' | 'needed_too_much_memory' | 'too_long';
