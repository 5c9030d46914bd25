import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';

const FOLDER = join(import.meta.dirname, '../../templates/console');

export interface Asset {
  /** With a digest of its content, so that it can be kept for ever and is never an old one. */
  readonly path: string;
  readonly type: string;
  readonly content: Buffer;
}

export interface Assets {
  readonly style: Asset;
  readonly script: Asset;
  readonly icon: Asset;
}

/** The files beside the pages: read once, when the console starts. */
export function readAssets(): Assets {
  const read = (name: string, type: string): Asset => {
    const content = readFileSync(join(FOLDER, name));
    const digest = createHash('sha256').update(content).digest('hex').slice(0, 12);
    return { path: `/assets/${digest}/${name}`, type, content };
  };
  return {
    style: read('console.css', 'text/css; charset=utf-8'),
    script: read('console.js', 'text/javascript; charset=utf-8'),
    icon: read('icon.svg', 'image/svg+xml'),
  };
}

/** Serves exactly these files: no path of a request ever becomes a path on disk. */
export function serveAssets(server: FastifyInstance, assets: Assets): void {
  for (const { path, type, content } of [assets.style, assets.script, assets.icon]) {
    server.get(path, (_request, reply) =>
      reply.type(type).header('Cache-Control', 'private, max-age=31536000, immutable').send(content),
    );
  }
}
