import { describe, expect, it } from 'vitest';
import { readReport } from '../../../src/email/bounce/read-report.ts';
import { REPORTS_OF_FAILURES } from './reports-of-failures.ts';
import { REPORTS_OF_NO_FAILURE } from './reports-of-no-failure.ts';
import { REPORTS_OF_OTHER_SERVERS } from './reports-of-other-servers.ts';

describe('reports in the manner of mail systems that no corpus of ours has', () => {
  it.each([...REPORTS_OF_FAILURES, ...REPORTS_OF_OTHER_SERVERS])('a failure of $of is one', (expected) => {
    const { kind, recipients } = readReport(expected.bytes);
    const [recipient, ...others] = recipients;
    expect({ kind, others }).toEqual({ kind: expected.kind, others: [] });
    expect(recipient?.finalRecipient).toBe(expected.recipient ?? 'kunde@mail.example');
    if (expected.cause !== undefined) expect(recipient?.cause).toBe(expected.cause);
    expect(recipient?.doubt !== null).toBe(expected.doubted === true);
  });

  it.each(REPORTS_OF_NO_FAILURE)('what is written by $of is no failure', ({ bytes, kind }) => {
    expect(readReport(bytes).kind).toBe(kind);
  });
});
