import { basename } from 'node:path';
import { PrintFileError } from './errors.ts';

/** The files that belong to one print file, all with the same beginning. */
export interface PrintFileNames {
  readonly pdf: string;
  readonly json: string;
  readonly csv: string;
  /** Written last: a shop that sees it finds everything else whole. */
  readonly trigger: string;
  /** Beside the sealed file alone: the memory of its hand-over. */
  readonly announced: string;
}

/** `<businessDate>_<printFileId>_<stream>` with `.pdf`, `.json`, `.csv` and `.ready`. */
export function printFileNames(printFile: {
  readonly businessDate: string;
  readonly printFileId: string;
  readonly stream: string;
}): PrintFileNames {
  const { businessDate, printFileId, stream } = printFile;
  return namesFor([businessDate, printFileId, stream].map(portable).join('_'));
}

/** The names that go with a sealed print file. @throws PrintFileError when its name does not end in `.pdf`. */
export function namesBeside(pdfPath: string): PrintFileNames {
  const name = basename(pdfPath);
  if (!name.endsWith('.pdf')) {
    throw new PrintFileError(`Expected a print file to be named \`*.pdf\`, got \`${name}\`.`);
  }
  return namesFor(name.slice(0, -'.pdf'.length));
}

function namesFor(stem: string): PrintFileNames {
  return {
    pdf: `${stem}.pdf`,
    json: `${stem}.json`,
    csv: `${stem}.csv`,
    trigger: `${stem}.ready`,
    announced: `${stem}.announced`,
  };
}

/** Envelope classes are free text in a profile; shops' machines, shares and shells are not that free. */
function portable(part: string): string {
  return part.replace(/[^A-Za-z0-9.-]+/g, '-');
}
