import { z } from 'zod';
import { choice, yesOrNo } from './values.ts';

/** What the insurer tells customers on its own about the way that their mail takes. */
export const lettersSection = z
  .strictObject({
    fallback: choice(['with-documents', 'own-envelope', 'none'])
      .default('with-documents')
      .describe(
        'The letter that says why mail comes on paper although e-mail was agreed: the server refused TLS (S3), or the mailbox does not exist. Once for each address until its state changes. `with-documents`: it may share the envelope of the documents that it lists, and lies on top; `own-envelope`: never; `none`: it is not written.',
      ),
    austrianPaperNotice: yesOrNo()
      .default(true)
      .describe(
        'Austria, § 5a (4) VersVG: an insurer that sends on paper although electronic communication was agreed tells the policyholder electronically, in time, with the effects of § 10 VersVG. Each Austrian e-mail says so beforehand: when encryption fails, no e-mail can say it any more (S2, S4). Set it to false only where the policyholder is told by another electronic way.',
      ),
  })
  .prefault({})
  .describe('What we write on our own about the way that mail takes.');
