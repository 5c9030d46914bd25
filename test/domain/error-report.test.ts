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
