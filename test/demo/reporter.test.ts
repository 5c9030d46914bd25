import { describe, expect, test } from 'vitest';
import { createReporter } from '../../src/demo/reporter.ts';

function written(isTTY: boolean, total: number): string {
  let text = '';
  const reporter = createReporter({ isTTY, write: (part: string) => (text += part) });
  for (let done = 1; done <= total; done += 1) reporter.progress('Writing letters', done, total);
  reporter.line('Done');
  return text;
}

describe('reporter', () => {
  test('writes plain lines, ten at most, where lines cannot be overwritten', () => {
    const lines = written(false, 500).trimEnd().split('\n');
    expect(lines).toHaveLength(11);
    expect(lines[9]).toBe('Writing letters: 500 of 500');
    expect(written(false, 500)).not.toContain('\u001B');
  });

  test('moves a bar on a terminal and ends its line', () => {
    const text = written(true, 3);
    expect(text).toContain('\r\u001B[KWriting letters ████████');
    expect(text.endsWith('3/3\nDone\n')).toBe(true);
  });
});
