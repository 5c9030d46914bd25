import { DEFAULT_PDF_LIMITS, inspectPdf } from '../pdf/inspect-pdf.ts';
import type { PdfLimits } from '../pdf/pdf-limits.ts';
import type { RawPdfium } from '../pdfium/raw-pdfium.ts';
import { UnviewablePdf } from '../pdfium/unviewable-pdf.ts';
import type { PageView, Raster } from '../pdfium/view-page.ts';
import { viewPdf } from '../pdfium/view-pdf.ts';
import type { PdfView } from '../pdfium/view-pdf.ts';
import type { Finding } from './finding.ts';
import { lintPage } from './lint-page.ts';
import type { LintRules } from './lint-page.ts';
import { lintStructure } from './lint-structure.ts';

/** Ink is measured at this resolution: a pixel is a quarter of a millimetre. */
export const LINT_DPI = 100;

export interface LintedLetter {
  readonly pages: number;
  readonly findings: readonly Finding[];
}

/** What an overlay draws of a page. */
export interface LintedPage {
  readonly number: number;
  readonly widthMm: number;
  readonly heightMm: number;
  readonly raster: Raster;
}

/**
 * Everything about one letter: whether it can be printed at all, what it carries, and each page as a viewer shows it.
 * @param seen gets each page that could be looked at
 */
export function lintLetter(
  pdfium: RawPdfium,
  pdf: Uint8Array,
  rules: LintRules,
  seen: (page: LintedPage) => void = () => undefined,
  limits: PdfLimits = DEFAULT_PDF_LIMITS,
): LintedLetter {
  const inspection = inspectPdf(pdf, limits);
  if (!inspection.fit) {
    const { code, message } = inspection.finding;
    return { pages: 0, findings: [aboutFile('unfit', 'a PDF that can be printed', `${code}: ${message}`)] };
  }
  const findings: Finding[] = [...lintStructure(pdf, limits)];
  try {
    const letter = viewPdf(pdfium, pdf);
    try {
      for (let number = 1; number <= letter.pages; number += 1) {
        const view = viewOrFinding(letter, number);
        if ('code' in view) findings.push(view);
        else {
          findings.push(...lintPage(view, number, rules));
          seen({ number, widthMm: view.widthMm, heightMm: view.heightMm, raster: view.raster });
        }
      }
    } finally {
      letter.close();
    }
  } catch (error) {
    if (!(error instanceof UnviewablePdf)) throw error;
    findings.push(aboutFile('unviewable', 'a PDF that viewers open', error.message));
  }
  return { pages: inspection.pages, findings: withoutRepeatedFonts(findings).map(rounded) };
}

/** One page that cannot be drawn must not hide what is wrong with the others. */
function viewOrFinding(letter: PdfView, number: number): PageView | Finding {
  try {
    return letter.page(number, { dpi: LINT_DPI });
  } catch (error) {
    if (!(error instanceof UnviewablePdf)) throw error;
    return { ...aboutFile('unviewable', 'a page that viewers show', error.message), page: number };
  }
}

/** A font is told where it is used first. */
function withoutRepeatedFonts(findings: readonly Finding[]): readonly Finding[] {
  const told = new Set<string>();
  return findings.filter(({ code, got }) => {
    if (code !== 'font-not-embedded') return true;
    const isNew = !told.has(got);
    told.add(got);
    return isNew;
  });
}

/** Hundredths of a millimetre: finer than any measure here. */
function rounded(finding: Finding): Finding {
  if (finding.where === null) return finding;
  const { x, y, width, height } = finding.where;
  const [left, top, w, h] = [x, y, width, height].map((value) => Math.round(value * 100) / 100);
  return { ...finding, where: { x: left ?? 0, y: top ?? 0, width: w ?? 0, height: h ?? 0 } };
}

export function aboutFile(code: Finding['code'], expected: string, got: string): Finding {
  return { code, level: 'error', page: null, zone: null, where: null, expected, got };
}
