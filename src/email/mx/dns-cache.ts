import type { DnsAnswer, Resolve } from './dns-types.ts';

/** More names than a night of a large insurer asks for; beyond it the cache starts anew. */
const MAX_NAMES = 50_000;

/** Keeps each answer for its TTL and asks each question once at a time. What failed is asked again at once. */
export function cachingResolve(resolve: Resolve): Resolve {
  const known = new Map<string, { readonly answer: DnsAnswer; readonly until: number }>();
  const asking = new Map<string, Promise<DnsAnswer>>();
  return async (name, kind) => {
    const key = `${kind} ${name}`;
    const kept = known.get(key);
    if (kept !== undefined && performance.now() < kept.until) return kept.answer;
    const asked = asking.get(key) ?? resolve(name, kind);
    asking.set(key, asked);
    try {
      const answer = await asked;
      if (known.size >= MAX_NAMES) known.clear();
      if (answer.kind === 'answered') known.set(key, { answer, until: performance.now() + answer.ttl });
      return answer;
    } finally {
      asking.delete(key);
    }
  };
}
