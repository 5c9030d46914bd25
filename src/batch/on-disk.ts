import { readdir } from 'node:fs/promises';
import { isMissingFile } from '../domain/errors.ts';

/** Where a machine keeps what a night left there. */
export interface WhatIsOnDisk {
  readonly journalDirectory: string;
  /** Where print files are made. */
  readonly workDirectory: string;
}

const JOURNAL = /^(.+)\.jsonl$/;

/** Runs that have a journal, by id. */
export async function journalledRuns(directory: string): Promise<readonly string[]> {
  return (await namesIn(directory)).flatMap((name) => JOURNAL.exec(name)?.[1] ?? []);
}

/** `<businessDate>_<printFileId>_<stream>.announced`: from then on the shop may have been told. */
const ANNOUNCED = /^[^_]+_([^_]+)_.+\.announced$/;

/** Print files of which the shop may have been told, by id. */
export async function announcedPrintFiles(directory: string): Promise<readonly string[]> {
  return (await namesIn(directory)).flatMap((name) => ANNOUNCED.exec(name)?.[1] ?? []);
}

/** Sorted; none where the directory was not made yet. */
export async function namesIn(directory: string): Promise<readonly string[]> {
  try {
    return (await readdir(directory)).sort();
  } catch (error) {
    if (isMissingFile(error)) return [];
    throw error;
  }
}
