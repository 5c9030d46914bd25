import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { licenceTable, runtimePackages } from './packages.ts';

const DOCUMENT = join(import.meta.dirname, '../../docs/licences.md');

/** May be shipped inside a program that is not published. */
const PERMISSIVE = new Set([
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC-BY-3.0',
  'ISC',
  'MIT',
  'MIT-0',
  'OFL-1.1',
  'PSF-2.0',
  'Unlicense',
  'Zlib',
]);

/** With conditions that are met, and why. */
const WITH_CONDITIONS: Readonly<Record<string, string>> = {
  openpgp: 'LGPL: used as it is published, and replaceable in node_modules',
};

/** `A OR B` needs one, `A AND B` both. */
function isPermissive(licence: string): boolean {
  const alternatives = licence.replaceAll(/[()]/g, '').split(' OR ');
  return alternatives.some((each) => each.split(' AND ').every((name) => PERMISSIVE.has(name)));
}

describe('the packages that ship', () => {
  const packages = runtimePackages();

  it('have licences that allow it', () => {
    const others = packages.filter(
      ({ name, licence }) => !isPermissive(licence) && !(name in WITH_CONDITIONS),
    );
    expect(others).toEqual([]);
  });

  it('are pinned exactly', () => {
    const { dependencies, devDependencies } = JSON.parse(
      readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8'),
    ) as Readonly<Record<'dependencies' | 'devDependencies', Readonly<Record<string, string>>>>;
    const loose = Object.entries({ ...dependencies, ...devDependencies }).filter(
      ([, version]) => !/^\d+\.\d+\.\d+$/.test(version),
    );
    expect(loose).toEqual([]);
  });

  it('are listed with their licences in docs/licences.md', async () => {
    const written = readFileSync(DOCUMENT, 'utf8');
    const head = written.slice(0, written.indexOf('\n- ') + 1);
    expect(head).toContain('# Licences');
    await expect(`${head}${licenceTable(packages)}\n`).toMatchFileSnapshot(DOCUMENT);
  });
});
