import { describe, expect, it } from 'vitest';
import { readReport } from '../../../src/email/bounce/read-report.ts';
import { mail } from './mails.ts';

describe('hostile mails', () => {
  const MEGABYTE = 1024 * 1024;
  it.each([
    ['a header of 8 MB', mail({ Subject: 'x'.repeat(8 * MEGABYTE) }, '')],
    ['a million header fields', Buffer.from('a: b\n'.repeat(MEGABYTE))],
    ['one field with a million foldings', Buffer.from(`Subject: x${'\n y'.repeat(MEGABYTE)}\n\nbody`)],
    ['encoded words without end', mail({ Subject: '=?utf-8?q?'.repeat(100_000) }, '')],
    ['parameters without end', mail({ 'Content-Type': `multipart/mixed;${' a="'.repeat(100_000)}` }, '')],
    [
      'a hundred thousand parts',
      mail({ 'Content-Type': 'multipart/mixed; boundary=x' }, '--x\n\n'.repeat(100_000)),
    ],
    [
      'twenty thousand levels',
      Buffer.from('Content-Type: multipart/mixed; boundary=x\n\n--x\n'.repeat(20_000)),
    ],
    [
      'a body of tags',
      mail(
        { 'Return-Path': '<>', Subject: 'failure notice', 'Content-Type': 'text/html' },
        '<a '.repeat(MEGABYTE),
      ),
    ],
    [
      'addresses without end',
      mail({ 'Return-Path': '<>', Subject: 'failure notice' }, 'a@a.'.repeat(MEGABYTE)),
    ],
    [
      'lines of addresses',
      mail({ 'Return-Path': '<>', Subject: 'failure notice' }, '<a@b.example>:\n'.repeat(200_000)),
    ],
    ['blanks', mail({ 'Return-Path': '<>', Subject: 'failure notice' }, ' '.repeat(4 * MEGABYTE))],
    ['digits', mail({ 'Return-Path': '<>', Subject: 'failure notice' }, '5.1.1.'.repeat(MEGABYTE))],
    [
      'equal signs',
      mail(
        { 'Content-Transfer-Encoding': 'quoted-printable', 'Return-Path': '<>', Subject: 'failure notice' },
        '= '.repeat(MEGABYTE),
      ),
    ],
  ])('%s is answered: what never ends runs into the time limit of the test', (_what, bytes) => {
    expect(readReport(bytes).kind).toBeTypeOf('string');
  });
});
