import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** A program that makes one PDF of many, as somebody would start it by hand. */
export interface Peer {
  readonly name: string;
  readonly command: string;
  readonly args: (letters: readonly string[], list: string, output: string) => readonly string[];
}

const PROGRAMS: readonly Peer[] = [
  {
    name: 'mutool merge',
    command: 'mutool',
    args: (letters, _list, output) => ['merge', '-o', output, ...letters],
  },
  {
    name: 'qpdf --empty --pages',
    command: 'qpdf',
    args: (letters, _list, output) => ['--empty', '--pages', ...letters, '--', output],
  },
  { name: 'pdfunite', command: 'pdfunite', args: (letters, _list, output) => [...letters, output] },
];

const PDF_LIB: Peer = {
  name: 'pdf-lib copyPages',
  command: process.execPath,
  args: (_letters, list, output) => [join(import.meta.dirname, 'merge-with-pdf-lib.ts'), list, output],
};

/** Those that are installed on this machine; pdf-lib always is. */
export function installedPeers(): readonly Peer[] {
  return [...PROGRAMS.filter(({ command }) => isInstalled(command)), PDF_LIB];
}

function isInstalled(command: string): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, command), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
