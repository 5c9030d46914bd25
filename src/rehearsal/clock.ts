import { readFileSync, writeFileSync } from 'node:fs';

/** The clock of one trial: a file that all its processes follow, and that faults and the plan move. */
export class TrialClock {
  readonly file: string;

  constructor(file: string) {
    this.file = file;
  }

  now(): Date {
    return new Date(Date.now() + Number(readFileSync(this.file, 'utf8')));
  }

  set(instant: Date): void {
    writeFileSync(this.file, String(instant.getTime() - Date.now()));
  }

  /** @param byMs less than 0: back */
  move(byMs: number): void {
    writeFileSync(this.file, String(Number(readFileSync(this.file, 'utf8')) + byMs));
  }
}
