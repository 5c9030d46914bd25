import { z } from 'zod';
import { text, wholeNumber, yesOrNo } from './values.ts';

function documentTypes() {
  const error = 'a list of document types as the core system writes them';
  return z
    .array(text(100), { error })
    .refine((types) => new Set(types).size === types.length, { error: 'each document type once' });
}

/** What a shop's profile says about the letters themselves. */
export function letterSettings() {
  return {
    grammage: wholeNumber(40, 300).default(80).describe('Paper in g/m²: what a sheet weighs.'),
    documentOrder: documentTypes()
      .default([])
      .describe('Document types in the order in which an envelope holds them; other types follow.'),
    registeredTypes: documentTypes()
      .default([])
      .describe(
        'Document types that go by registered mail, each in an envelope and a stream of its own (L2).',
      ),
    carrierSheetTypes: documentTypes()
      .default([])
      .describe(
        'Document types whose first page shows no address: a sheet with the address is put in front.',
      ),
    inserts: z
      .array(
        z.strictObject(
          {
            station: wholeNumber(1, 8).describe('Station of the inserting machine.'),
            documentTypes: documentTypes().describe('Document types that the enclosure joins.'),
          },
          { error: 'a mapping with `station` and `documentTypes`' },
        ),
        { error: 'a list of inserts' },
      )
      .max(8, { error: 'at most 8 inserts' })
      .default([])
      .describe('Enclosures that marks ask for.'),
    jobTicket: yesOrNo()
      .default(false)
      .describe('Whether a print file begins with a page for the machine’s operator.'),
    checkAddresses: yesOrNo()
      .default(false)
      .describe(
        'Whether each letter must show its postal code in `geometry.addressField`; one that does not is held. About 4 ms a letter.',
      ),
    separatorPage: yesOrNo()
      .default(false)
      .describe('Whether a print file ends with a page that parts it from the next one.'),
  };
}
