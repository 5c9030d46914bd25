/** Maps at most `limit` items at the same time; the results keep the order. The first error ends it. */
export async function mapBounded<From, To>(
  items: readonly From[],
  limit: number,
  convert: (item: From) => Promise<To>,
): Promise<readonly To[]> {
  const results: To[] = [];
  let next = 0;
  let hasFailed = false;
  const work = async (): Promise<void> => {
    while (next < items.length && !hasFailed) {
      const index = next;
      next += 1;
      const item = items[index];
      if (item === undefined) continue;
      try {
        results[index] = await convert(item);
      } catch (error) {
        hasFailed = true;
        throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, work));
  return results;
}
