import { endOfLiteralString, isDigit, isRegular, isWhite, skipWhite } from './characters.ts';
import { nameAt } from './known-names.ts';
import type { WorkBudget } from './pdf-limits.ts';
import { PdfRef } from './pdf-value.ts';
import type { PdfArray, PdfDict, PdfValue } from './pdf-value.ts';
import { damaged } from './unfit-pdf-error.ts';

/** Reads PDF values from Latin-1 text. `position` stands behind the value that was read last. */
export class ValueParser {
  readonly text: string;
  position: number;
  readonly #budget: WorkBudget;

  constructor(text: string, position: number, budget: WorkBudget) {
    this.text = text;
    this.position = position;
    this.#budget = budget;
  }

  skipWhite(): void {
    this.position = skipWhite(this.text, this.position);
  }

  /** Whether the keyword stands here (after white space), as a word of its own; if so, steps over it. */
  takeKeyword(keyword: string): boolean {
    this.skipWhite();
    if (!this.text.startsWith(keyword, this.position)) return false;
    if (isRegular(this.text.charCodeAt(this.position + keyword.length))) return false;
    this.position += keyword.length;
    return true;
  }

  /** The unsigned integer that stands here (after white space), or -1 and nothing moved. */
  takeUnsigned(): number {
    const start = skipWhite(this.text, this.position);
    let at = start;
    let value = 0;
    for (let code = this.text.charCodeAt(at); isDigit(code); code = this.text.charCodeAt(at)) {
      value = value * 10 + (code - 48);
      at += 1;
    }
    if (at === start || at - start > 15) return -1;
    this.position = at;
    return value;
  }

  /** @throws UnfitPdfError when no value stands here, or it nests too deep. */
  parseValue(depth = 0): PdfValue {
    this.skipWhite();
    const start = this.position;
    const code = this.text.charCodeAt(start);
    if (code === 0x2f) return this.#parseName();
    if (isDigit(code)) return this.#parseNumberOrRef();
    if (code === 0x28) return this.#sliceTo(endOfLiteralString(this.text, start));
    if (code === 0x5b) {
      const flatEnd = endOfNumberArray(this.text, start);
      return flatEnd === -1 ? this.#parseArray(depth + 1) : this.#sliceTo(flatEnd);
    }
    if (code === 0x3c) {
      if (this.text.charCodeAt(start + 1) === 0x3c) return this.#parseDict(depth + 1);
      return this.#sliceTo(this.text.indexOf('>', start) + 1);
    }
    if (code === 0x2b || code === 0x2d || code === 0x2e) return this.#parseNumber(start);
    for (const keyword of ['null', 'true', 'false']) if (this.takeKeyword(keyword)) return keyword;
    throw this.#unreadable(start);
  }

  /** Text from here to `end`; -1 and 0 stand for an end that was not found. */
  #sliceTo(end: number): string {
    if (end <= 0) throw this.#unreadable(this.position);
    const slice = this.text.slice(this.position, end);
    this.position = end;
    return slice;
  }

  #parseName(): string {
    const name = nameAt(this.text, this.position);
    this.position += name.length;
    return name.includes('#') ? withoutNeedlessEscapes(name) : name;
  }

  #parseNumberOrRef(): PdfValue {
    const { text, position: start } = this;
    let at = start;
    let num = 0;
    for (let code = text.charCodeAt(at); isDigit(code); code = text.charCodeAt(at)) {
      num = num * 10 + (code - 48);
      at += 1;
    }
    if (isWhite(text.charCodeAt(at)) && at - start <= 10) {
      const genStart = skipWhite(text, at);
      let genEnd = genStart;
      let gen = 0;
      for (let code = text.charCodeAt(genEnd); isDigit(code); code = text.charCodeAt(genEnd)) {
        gen = gen * 10 + (code - 48);
        genEnd += 1;
      }
      if (genEnd > genStart && genEnd - genStart <= 5 && isWhite(text.charCodeAt(genEnd))) {
        const r = skipWhite(text, genEnd);
        if (text.charCodeAt(r) === 0x52 && !isRegular(text.charCodeAt(r + 1))) {
          this.position = r + 1;
          return new PdfRef(num, gen);
        }
      }
    }
    return this.#parseNumber(at);
  }

  /** The number that stands here and reaches `from` at least: copied verbatim, it must be one for every reader. */
  #parseNumber(from: number): string {
    const end = endOfNumber(this.text, this.position, from);
    if (end === -1) throw this.#unreadable(this.position);
    return this.#sliceTo(end);
  }

  #parseArray(depth: number): PdfArray {
    this.#budget.checkDepth(depth, 'Arrays and dictionaries are');
    const items: PdfValue[] = [];
    this.position += 1;
    for (;;) {
      this.skipWhite();
      if (this.text.charCodeAt(this.position) === 0x5d) {
        this.position += 1;
        return items;
      }
      items.push(this.parseValue(depth));
    }
  }

  #parseDict(depth: number): PdfDict {
    this.#budget.checkDepth(depth, 'Arrays and dictionaries are');
    const entries = new Map<string, PdfValue>();
    this.position += 2;
    for (;;) {
      this.skipWhite();
      const code = this.text.charCodeAt(this.position);
      if (code === 0x3e && this.text.charCodeAt(this.position + 1) === 0x3e) {
        this.position += 2;
        return entries;
      }
      if (code !== 0x2f) throw this.#unreadable(this.position);
      const key = this.#parseName();
      entries.set(key, this.parseValue(depth));
    }
  }

  #unreadable(at: number): Error {
    return damaged(
      at >= this.text.length
        ? 'Expected a value, got the end of the file.'
        : `Expected a PDF value at offset ${at}, got something else.`,
    );
  }
}

/** End of the number that begins at `start`, of which the digits up to `from` are known; -1 when it is none. */
function endOfNumber(text: string, start: number, from = start): number {
  let at = from;
  let digits = from - start;
  let points = 0;
  if (at === start && (text.charCodeAt(at) === 0x2d || text.charCodeAt(at) === 0x2b)) at += 1;
  for (; ; at += 1) {
    const code = text.charCodeAt(at);
    if (isDigit(code)) digits += 1;
    else if (code === 0x2e) points += 1;
    else return digits > 0 && points <= 1 && !isRegular(code) ? at : -1;
  }
}

/** End of an array of plain numbers, behind its bracket; -1 when it holds anything else. */
function endOfNumberArray(text: string, from: number): number {
  let at = from + 1;
  for (;;) {
    while (isWhite(text.charCodeAt(at))) at += 1;
    if (text.charCodeAt(at) === 0x5d) return at + 1;
    at = endOfNumber(text, at);
    if (at === -1) return -1;
  }
}

/** `/A#42` is `/AB` (ISO 32000-1, 7.3.5); escapes that the character itself could not stand for remain. */
export function withoutNeedlessEscapes(name: string): string {
  return name.replace(/#([0-9A-Fa-f]{2})/g, (escape, hex: string) => {
    const code = Number.parseInt(hex, 16);
    return code > 32 && code < 127 && code !== 0x23 && isRegular(code)
      ? String.fromCharCode(code)
      : escape.toUpperCase();
  });
}
