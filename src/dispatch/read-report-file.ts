import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { diskError, explained } from '../print/durable-file.ts';

/** Bytes: a line for each of 200,000 mailpieces. Of a larger file nothing is read but its hash. */
export const LARGEST_REPORT = 16 * 1024 * 1024;

export interface ReportFile {
  /** Lower-case hex. */
  readonly sha256: string;
  /** Null: the file is larger than `LARGEST_REPORT`. */
  readonly text: string | null;
}

/** Reads a file of the shop, in memory that does not grow with it. @throws PrintFileError */
export async function readReportFile(path: string): Promise<ReportFile> {
  const handle = await explained(path, open(path));
  try {
    const hash = createHash('sha256');
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of handle.createReadStream({ autoClose: false }) as AsyncIterable<Buffer>) {
      hash.update(chunk);
      bytes += chunk.length;
      if (bytes <= LARGEST_REPORT) chunks.push(chunk);
      else chunks.length = 0;
    }
    const text = bytes <= LARGEST_REPORT ? Buffer.concat(chunks).toString('utf8') : null;
    return { sha256: hash.digest('hex'), text };
  } catch (error) {
    throw diskError(path, error);
  } finally {
    await handle.close();
  }
}
