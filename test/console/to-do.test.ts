import { describe, expect, it } from 'vitest';
import { toDos } from '../../src/console/to-do.ts';
import type { Condition } from '../../src/operations/alerts/conditions.ts';

const condition = (cause: string, severity: Condition['severity'], title = 'Titel'): Condition => ({
  cause,
  severity,
  title,
  action: 'postausgang …',
  fingerprint: '',
});

const NOTHING = { held: 0, channelClosedBy: null };

describe('what to do now', () => {
  it('is nothing when nothing is wrong', () => expect(toDos([], NOTHING)).toEqual([]));

  it.each([
    ['run-failed:2026-11-23', '/nights/2026-11-23'],
    ['run-missing:2026-11-23', '/nights/2026-11-23'],
    ['in-doubt', '/in-doubt'],
    ['on-hold:20261123-0001', '/print-files/20261123-0001'],
    ['shop-spoiled:20261123-0001', '/print-files/20261123-0001'],
    ['anomaly:2026-11-23', '/reports'],
    ['something-new:1', '/nights'],
  ])('leads from %s to %s', (cause, href) => {
    expect(toDos([condition(cause, 'warning')], NOTHING)).toMatchObject([{ href }]);
  });

  it('puts what is critical first, and held documents and a closed channel last', () => {
    const list = toDos(
      [
        condition('on-hold:P', 'warning'),
        condition('run-failed:2026-11-23', 'critical', 'Nacht zum 2026-11-23'),
      ],
      { held: 2, channelClosedBy: 'A. Muster' },
    );
    expect(list.map(({ title }) => title)).toEqual([
      'Nacht zum 23.11.2026',
      'Titel',
      'Der E-Mail-Kanal ist geschlossen, von A. Muster',
      '2 Dokumente sind angehalten',
    ]);
  });
});
