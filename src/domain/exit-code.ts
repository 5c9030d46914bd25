/** Exit codes of every job, as schedulers and operators know them (64 and 78 from sysexits.h). */
export const EXIT = {
  completed: 0,
  failed: 1,
  completedWithOpen: 2,
  alreadyCompleted: 3,
  alreadyRunning: 4,
  usage: 64,
  configuration: 78,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The exit code that says what went wrong; anything unexpected is a failed run. */
export function exitCodeOf(error: unknown): ExitCode {
  switch (error instanceof Error && 'code' in error ? error.code : null) {
    case 'USAGE':
      return EXIT.usage;
    case 'CONFIGURATION':
      return EXIT.configuration;
    case 'ALREADY_COMPLETED':
      return EXIT.alreadyCompleted;
    case 'ALREADY_RUNNING':
      return EXIT.alreadyRunning;
    default:
      return EXIT.failed;
  }
}
