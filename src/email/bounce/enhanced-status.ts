/** Where the text of a server holds a status (RFC 3463), not an address of a network, a version or a time. */
const STATUS = /(?<![\w./-]|\d:)([245]\.\d{1,3}\.\d{1,3})(?![\w.]*\.\d|[\d:/])/gu;
/** A reply code (RFC 5321) at the beginning of what a server said, or behind what usually leads it in. */
const REPLY_CODE =
  /(?:^|[\s:;('"=>,#[])([245][0-7]\d)(?=[\s\-,;:)'"]|$)(?![\s-]*(?:bytes|octets|kb|mb|seconds|hours|\d{3}\b))/gimu;

/** Every status in a text, in order. */
export function statusesIn(text: string): readonly string[] {
  return [...text.matchAll(STATUS)].map(([, status]) => status ?? '');
}

/** The first status in a text that is not `x.0.0`, else the first, else null. */
export function statusIn(text: string): string | null {
  const found = statusesIn(text);
  return found.find((status) => !status.endsWith('.0.0')) ?? found[0] ?? null;
}

/** The first reply code of class 4 or 5 in a text, or null. */
export function replyCodeIn(text: string): number | null {
  for (const [, code] of text.matchAll(REPLY_CODE)) {
    if (code !== undefined && !code.startsWith('2')) return Number(code);
  }
  return null;
}

/** Whether a status only says that something went wrong: RFC 3463 calls X.0.0, X.3.0 and X.5.0 undefined. */
export function isVague(status: string | null): boolean {
  return status === null || /^\d\.(?:\d+\.0|0\.\d+)$/u.test(status);
}
