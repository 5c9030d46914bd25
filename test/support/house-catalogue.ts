import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import type { Catalogue } from '../../src/classify/catalogue.ts';
import { parseCatalogue } from '../../src/classify/catalogue.ts';

export const HOUSE_CATALOGUE_PATH = fileURLToPath(
  new URL('../../templates/rule-catalogue.yaml', import.meta.url),
);

export const HOUSE_CATALOGUE_YAML = readFileSync(HOUSE_CATALOGUE_PATH, 'utf8');

/** The catalogue that ships with the program: tests decide with what an insurer starts from. */
export const HOUSE_CATALOGUE: Catalogue = parseCatalogue(
  HOUSE_CATALOGUE_YAML,
  'templates/rule-catalogue.yaml',
);
