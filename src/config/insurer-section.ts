import { z } from 'zod';
import { emailAddress, httpsUrl, optional, text } from './values.ts';

/** Up to `most` printed lines. */
function lines(most: number) {
  const error = `a list of 1 to ${most} lines of text`;
  return z.array(text(120), { error }).min(1, { error }).max(most, { error }).meta({ form: 'list of lines' });
}

/** Who writes: printed on our own letters and into each e-mail. */
export const insurerSection = z.strictObject({
  name: text(100).describe('Name of the company as customers know it.'),
  senderLine: text(120).describe('The small line above the address in the window of an envelope.'),
  addressLines: lines(6).describe('The company’s postal address.'),
  revocationAddress: emailAddress().describe(
    'Mailbox for the revocation of consent (S9), named in each e-mail.',
  ),
  serviceUrl: optional(httpsUrl()).describe(
    'Customer portal or contact page, named in each e-mail; not set: none is.',
  ),
  imprintLines: lines(12).describe('Imprint: legal form, seat, register, board, supervision.'),
  contactLines: lines(6).describe('How customers reach the company.'),
});
