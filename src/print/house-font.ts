import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { ConfigurationError } from '../domain/errors.ts';

/**
 * Source Sans 3 (SIL Open Font License 1.1): German, every Latin script of the EU, Greek and Cyrillic, so that a
 * recipient's name prints as it is written. As TrueType it can be embedded as a subset.
 */
const FONT_FILES = {
  regular: '@expo-google-fonts/source-sans-3/400Regular/SourceSans3_400Regular.ttf',
  semibold: '@expo-google-fonts/source-sans-3/600SemiBold/SourceSans3_600SemiBold.ttf',
} as const;

export type FontStyle = keyof typeof FONT_FILES;

/**
 * The bytes of a TrueType file of the house font, about 380 kB.
 * @throws ConfigurationError when the installation lacks the font.
 */
export async function readHouseFont(style: FontStyle): Promise<Uint8Array> {
  const file = FONT_FILES[style];
  try {
    return await readFile(createRequire(import.meta.url).resolve(file));
  } catch (cause) {
    throw new ConfigurationError(
      `Expected the house font \`${file}\` to be installed and readable. Run \`npm ci\`.`,
      { cause },
    );
  }
}
