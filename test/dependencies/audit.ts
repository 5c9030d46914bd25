import { spawnSync } from 'node:child_process';

/** Asks the registry for known vulnerabilities of what ships; exit 1 for a high or critical one. */
const { stdout } = spawnSync('npm', ['audit', '--omit=dev', '--json'], { encoding: 'utf8' });
const answer = parsed(stdout);
const counts = answer?.metadata?.vulnerabilities;
if (counts === undefined) {
  // A mirror that serves packages alone says nothing about them: told, and not taken for a finding.
  console.log('audit: the registry does not answer questions about vulnerabilities; nothing was checked.');
} else {
  const { low = 0, moderate = 0, high = 0, critical = 0 } = counts;
  console.log(`audit: ${critical} critical, ${high} high, ${moderate} moderate, ${low} low in what ships.`);
  for (const [name, { severity, range }] of Object.entries(answer?.vulnerabilities ?? {})) {
    console.log(`  ${severity}: ${name} ${range}`);
  }
  process.exitCode = high + critical > 0 ? 1 : 0;
}

interface AuditAnswer {
  readonly metadata?: { readonly vulnerabilities?: Readonly<Record<string, number>> };
  readonly vulnerabilities?: Readonly<Record<string, { readonly severity: string; readonly range: string }>>;
}

function parsed(text: string): AuditAnswer | null {
  try {
    return JSON.parse(text) as AuditAnswer;
  } catch {
    return null;
  }
}
