import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { ConfigurationError } from '../domain/errors.ts';

/**
 * IBM Plex Sans (SIL Open Font License 1.1): German, the Latin scripts of the EU, Greek and Cyrillic, so that a
 * recipient's name prints as it is written. Its glyphs begin at even offsets: fonts whose glyphs do not come out of
 * fontkit's subsetting with most letters blank.
 */
const FONT_FILES = {
  regular: '@expo-google-fonts/ibm-plex-sans/400Regular/IBMPlexSans_400Regular.ttf',
  semibold: '@expo-google-fonts/ibm-plex-sans/600SemiBold/IBMPlexSans_600SemiBold.ttf',
} as const;

export type FontStyle = keyof typeof FONT_FILES;

/**
 * The bytes of a TrueType file of the house font, about 220 kB.
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
