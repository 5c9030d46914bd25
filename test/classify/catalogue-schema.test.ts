import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { describe, expect, it } from 'vitest';
import { catalogueSchema } from '../../src/classify/catalogue-schema.ts';

const PUBLISHED = join(import.meta.dirname, '../../docs/schemas/rule-catalogue.schema.json');

describe('docs/schemas/rule-catalogue.schema.json', () => {
  it('is the schema that the program checks', () => {
    const schema = z.toJSONSchema(catalogueSchema, { io: 'input', unrepresentable: 'any' });
    expect(JSON.parse(readFileSync(PUBLISHED, 'utf8'))).toEqual(JSON.parse(JSON.stringify(schema)));
  });
});
