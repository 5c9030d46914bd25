/** One figure with its labels. */
export interface Sample {
  readonly labels?: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Figures of one name; all of ours are gauges, because each look reads them afresh. */
export interface MetricFamily {
  /** Without the prefix `postausgang_`; a unit stands at its end, as the format asks. */
  readonly name: string;
  readonly help: string;
  readonly samples: readonly Sample[];
}

export const METRICS_CONTENT_TYPE = 'application/openmetrics-text; version=1.0.0; charset=utf-8';

/** The OpenMetrics text format, in the part of it that node-exporter's textfile collector reads too. */
export function openMetrics(families: readonly MetricFamily[]): string {
  const lines = families
    .filter(({ samples }) => samples.length > 0)
    .flatMap(({ name, help, samples }) => [
      `# TYPE postausgang_${name} gauge`,
      `# HELP postausgang_${name} ${escapeHelp(help)}`,
      ...samples.map(({ labels, value }) => `postausgang_${name}${labelsText(labels ?? {})} ${value}`),
    ]);
  return [...lines, '# EOF', ''].join('\n');
}

function labelsText(labels: Readonly<Record<string, string>>): string {
  const written = Object.entries(labels).map(([key, value]) => `${key}="${escapeLabel(value)}"`);
  return written.length === 0 ? '' : `{${written.join(',')}}`;
}

function escapeLabel(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}

function escapeHelp(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
}
