import { describe, expect, it } from 'vitest';
import { parseSmtpReply, queueIdOf } from '../../src/email/smtp-reply.ts';

describe('a reply', () => {
  it.each([
    ['250 2.0.0 Ok: queued as 4XyZ', { code: 250, enhanced: '2.0.0', text: 'Ok: queued as 4XyZ' }],
    ['550 No such user', { code: 550, enhanced: null, text: 'No such user' }],
    ['421', { code: 421, enhanced: null, text: '' }],
    [
      '550-5.1.1 The account\n550-5.1.1 does not exist.\n550 5.1.1 Try another',
      { code: 550, enhanced: '5.1.1', text: 'The account does not exist. Try another' },
    ],
    ['451 5.7.3 STARTTLS is required', { code: 451, enhanced: '5.7.3', text: 'STARTTLS is required' }],
    ['550 5.7.54 SMTP; no', { code: 550, enhanced: '5.7.54', text: 'SMTP; no' }],
  ])('is read with its enhanced status: %s', (received, reply) => {
    expect(parseSmtpReply(received)).toEqual(reply);
  });

  it.each(['', 'hello', '999 no', '25', '2500 Ok', '550-never ended'])('is none: %s', (received) => {
    expect(parseSmtpReply(received)).toBeNull();
  });
});

describe('a queue id', () => {
  it.each([
    ['250 2.0.0 Ok: queued as 4bNQ7x1Zz9', '4bNQ7x1Zz9'],
    ['250 OK id=1tXyZ-0000aB-Cd', '1tXyZ-0000aB-Cd'],
    ['250 2.0.0 5AN9hIx1012345 Message accepted for delivery', '5AN9hIx1012345'],
    ['250 2.6.0 <1@a.example> [InternalId=123456789, Hostname=X] Queued mail for delivery', '123456789'],
    ['250 Ok', null],
    ['550 5.1.1 queued as 4bNQ7x1Zz9', null],
  ])('is found in %s', (received, id) => {
    const reply = parseSmtpReply(received);
    expect(reply === null ? undefined : queueIdOf(reply)).toBe(id);
  });
});
