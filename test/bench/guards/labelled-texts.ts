import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

export interface LabelledText {
  readonly type: string;
  readonly isProtected: boolean;
  /** Never looked at while words are chosen: its figures are the ones that count. */
  readonly isHeldOut: boolean;
  readonly text: string;
}

const FILES = ['invoices.yaml', 'harmless.yaml', 'protected.yaml'] as const;
const file = z.object({ label: z.enum(['harmless', 'protected']), texts: z.record(z.string(), z.string()) });

/** Every labelled text; which half it belongs to is decided by its own hash, so by nobody. */
export function labelledTexts(): readonly LabelledText[] {
  return FILES.flatMap((name) => {
    const { label, texts } = file.parse(parse(readFileSync(join(import.meta.dirname, name), 'utf8')));
    return Object.entries(texts).flatMap(([type, lines]) =>
      lines
        .split('\n')
        .filter((line) => line.trim() !== '')
        .map((text) => ({ type, isProtected: label === 'protected', isHeldOut: isHeldOut(text), text })),
    );
  });
}

function isHeldOut(text: string): boolean {
  return (createHash('sha256').update(text).digest()[0] ?? 0) % 2 === 0;
}
