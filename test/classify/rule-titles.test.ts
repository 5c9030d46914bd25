import { expect, it } from 'vitest';
import { RULE_IDS } from '../../src/classify/rule-ids.ts';
import { RULE_TITLES } from '../../src/classify/rule-titles.ts';

it('each rule has a title of its own, short enough for a table', () => {
  const titles = RULE_IDS.map((id) => RULE_TITLES[id]);
  for (const title of titles) expect(title).toMatch(/^[A-ZÄÖÜ].{5,39}$/u);
  expect(new Set(titles).size).toBe(RULE_IDS.length);
});
