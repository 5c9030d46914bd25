import path from 'node:path';

/** Where everything of a demo stands, below its one folder. */
export interface DemoPaths {
  readonly directory: string;
  readonly marker: string;
  readonly configuration: string;
  readonly core: string;
  readonly ledger: string;
  readonly pdfRoot: string;
  readonly dataDir: string;
  readonly outbox: string;
  readonly inbox: string;
  readonly received: string;
  readonly authority: string;
  /** The maildir of bounces, and the key of their return paths. */
  readonly returned: string;
  readonly bounceKey: string;
  readonly log: string;
}

export function demoPaths(directory: string): DemoPaths {
  const root = path.resolve(directory);
  return {
    directory: root,
    marker: path.join(root, '.postausgang-demo'),
    configuration: path.join(root, 'postausgang.yaml'),
    core: path.join(root, 'core.sqlite'),
    ledger: path.join(root, 'ledger.sqlite'),
    pdfRoot: path.join(root, 'documents'),
    dataDir: path.join(root, 'data'),
    outbox: path.join(root, 'outbox'),
    inbox: path.join(root, 'inbox'),
    received: path.join(root, 'received'),
    authority: path.join(root, 'relay-authority.pem'),
    returned: path.join(root, 'returned'),
    bounceKey: path.join(root, 'bounce.key'),
    log: path.join(root, 'postausgang.log'),
  };
}
