import { describe, expect, it } from 'vitest';
import { reportOf } from '../../src/domain/error-report.ts';
import { NotFoundError, OurOutageError } from '../../src/domain/errors.ts';

describe('L8: what is told about an error', () => {
  it('is code and message, when the error is ours', () => {
    expect(reportOf(new NotFoundError('There is no document 4711.'))).toEqual({
      name: 'NotFoundError',
      code: 'NOT_FOUND',
      message: 'There is no document 4711.',
      frames: [],
      cause: null,
    });
  });

  it('is class, code and place without the message, when it is not', () => {
    const foreign = Object.assign(new TypeError("Cannot read 'Erika Mustermann'\n    at Musterstraße 1"), {
      code: 'ERR_X',
    });
    const report = reportOf(foreign);
    expect(report).toMatchObject({ name: 'TypeError', code: 'ERR_X', message: null });
    expect(report.frames[0]).toMatch(/test\/domain\/error-report\.test\.ts:\d+:\d+/);
    expect(report.frames.length).toBeLessThanOrEqual(3);
    expect(JSON.stringify(report)).not.toContain('Muster');
  });

  it('names the system call that failed, not the path', () => {
    const full = Object.assign(new Error('ENOSPC: write /srv/Mustermann'), {
      code: 'ENOSPC',
      syscall: 'write',
    });
    expect(reportOf(full).code).toBe('ENOSPC write');
  });

  it('names the class and code of the cause, not its message', () => {
    const cause = Object.assign(new RangeError('erika@example.de'), { code: 'ESOCKET' });
    expect(reportOf(new OurOutageError('The relay is down.', { cause })).cause).toBe('RangeError ESOCKET');
  });

  it('names the class alone of a cause without a code, and nothing of what is no error', () => {
    expect(reportOf(new OurOutageError('x', { cause: new RangeError('y') })).cause).toBe('RangeError');
    expect(reportOf(new OurOutageError('x', { cause: 'Erika Mustermann' })).cause).toBeNull();
  });

  it('names a code that is a number, as databases give it', () => {
    expect(reportOf(Object.assign(new Error('x'), { code: 1205 })).code).toBe('1205');
  });

  it.each([
    ['of letters beyond ASCII', class Müller extends Error {}],
    ['that begins with one', class Öffner extends Error {}],
    ['without a name', (() => class extends Error {})()],
    [
      'of more than 60 characters',
      class ANameThatSomebodyMadeSoLongThatItCouldHoldAWholeLetterToErikaMustermann extends Error {},
    ],
  ])('calls a class %s just an error', (_what, Kind) => {
    expect(reportOf(new Kind('x')).name).toBe('Error');
  });

  describe('its place', () => {
    function framesOf(...stack: readonly string[]): readonly string[] {
      return reportOf(Object.assign(new Error('x'), { stack: stack.join('\n') })).frames;
    }

    it.each([
      ['    at send (/srv/postausgang/src/email/route.ts:12:34)', 'at send (src/email/route.ts:12:34)'],
      ['    at send (file:///srv/postausgang/src/a.ts:1:2)', 'at send (src/a.ts:1:2)'],
      ['    at /srv/a/node_modules/knex/lib/src/x.js:7:8', 'at node_modules/knex/lib/src/x.js:7:8'],
      ['    at file:///srv/a/jobs/run.mjs:1:2', 'at jobs/run.mjs:1:2'],
      ['    at async /a/b/test/x.ts:10:2', 'at async test/x.ts:10:2'],
      ['    at Array.map (<anonymous>)', 'at Array.map (<anonymous>)'],
      ['    at JSON.parse (native)', 'at JSON.parse (native)'],
      ['    at node:internal/fs:10:11', 'at node:internal/fs:10:11'],
      ['    at f (/opt/other/lib/x.js:1:2)', 'at f (/opt/other/lib/x.js:1:2)'],
    ])('reads %j as %j', (line, expected) => {
      expect(framesOf('Error: x', line)).toEqual([expected]);
    });

    it.each([
      'wohnhaft    at Musterweg (x:1:2)',
      '    at Musterweg 3 in Heidelberg',
      '    at f (a:1:2) Erika',
      '  at f (a:1:2)',
      '    at f (a:1)',
    ])('is not read out of the message: %j', (line) => {
      expect(framesOf('Error: x', line, '    at f (a:1:2)')).toEqual(['at f (a:1:2)']);
    });

    it('is the three nearest frames, and none without a stack', () => {
      const frames = ['a', 'b', 'c', 'd'].map((name) => `    at ${name} (x:1:2)`);
      expect(framesOf('Error: x', ...frames)).toEqual(['at a (x:1:2)', 'at b (x:1:2)', 'at c (x:1:2)']);
      expect(framesOf(...frames)).toHaveLength(3);
      expect(reportOf(Object.assign(new Error('x'), { stack: undefined })).frames).toEqual([]);
    });
  });

  it('trusts neither name nor code of an error that was tampered with', () => {
    const odd = Object.assign(new Error('x'), { name: 'Erika Mustermann', code: 'Musterstraße 1' });
    expect(reportOf(odd)).toMatchObject({ name: 'Error', code: null });
  });

  it.each([['Erika Mustermann'], [{ name: 'Erika' }], [undefined], [null], [42]])(
    'is nothing but the kind when something else was thrown: %j',
    (thrown) => {
      expect(reportOf(thrown)).toEqual({
        name: `thrown ${typeof thrown}`,
        code: null,
        message: null,
        frames: [],
        cause: null,
      });
    },
  );
});
