import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CronJob, Job } from 'kubernetes-models/batch/v1';
import { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1';
import { Namespace, PersistentVolumeClaim, ServiceAccount } from 'kubernetes-models/v1';
import { afterAll, describe, expect, it } from 'vitest';
import { parseAllDocuments, parse } from 'yaml';
import { runCli } from '../../jobs/cli.ts';
import { JOBS } from '../../jobs/registry.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import { EXIT } from '../../src/domain/exit-code.ts';

const FOLDER = join(import.meta.dirname, '../../deploy/kubernetes');
const KUSTOMIZATION = parse(readFileSync(join(FOLDER, 'kustomization.yaml'), 'utf8')) as {
  readonly resources: readonly string[];
};
const MANIFESTS = [...KUSTOMIZATION.resources, 'migrate.yaml'];

type Json = Readonly<Record<string, unknown>>;
interface Manifest {
  readonly file: string;
  readonly kind: string;
  readonly text: Json;
}

const manifests = MANIFESTS.flatMap((file) =>
  parseAllDocuments(readFileSync(join(FOLDER, file), 'utf8')).map((document): Manifest => {
    const text = document.toJS() as Json;
    return { file, kind: String(text['kind']), text };
  }),
);

/** The published schemas of the kinds that we use, as validators: no cluster and no network is asked. */
const MODELS = { CronJob, Job, NetworkPolicy, Namespace, PersistentVolumeClaim, ServiceAccount } as const;

function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>((found, key) => (found as Readonly<Record<string, unknown>>)[key], value);
}

const jobs = manifests
  .filter(({ kind }) => kind === 'CronJob' || kind === 'Job')
  .map(({ file, kind, text }) => {
    const job = (kind === 'Job' ? at(text, 'spec') : at(text, 'spec', 'jobTemplate', 'spec')) as Json;
    const pod = at(job, 'template', 'spec') as Json;
    return { file, job, pod, container: at(pod, 'containers', 0) as Json };
  });

const scratch = mkdtempSync(join(tmpdir(), 'postausgang-deploy-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const hasKubectl = spawnSync('kubectl', ['version', '--client']).status === 0;

/** What the program makes of a command line, without running it. */
async function understood(
  argv: readonly string[],
): Promise<{ readonly code: number; readonly said: string }> {
  let said = '';
  const hear = (text: string): void => {
    said += text;
  };
  const idle = JOBS.map((job) => ({ ...job, run: () => Promise.resolve(EXIT.completed) }));
  const signal = new AbortController().signal;
  const world = { env: {}, cwd: scratch, version: '0', width: Infinity, signal, stdout: hear, stderr: hear };
  return { code: await runCli(argv, idle, world), said };
}

describe('deploy/kubernetes', () => {
  it('names every manifest that lies there', () => {
    const there = readdirSync(FOLDER).filter((name) => name.endsWith('.yaml'));
    expect(there.sort()).toEqual([...MANIFESTS, 'kustomization.yaml', 'postausgang.yaml'].sort());
  });

  it.each(manifests)('$file: $kind is what the published schema asks for', ({ kind, text }) => {
    const Model = MODELS[kind as keyof typeof MODELS];
    expect(Object.keys(MODELS)).toContain(kind);
    // The constructors take data of their own types; what they refuse is what `validate` is to find out.
    new Model(text as never).validate();
  });

  it('has no field that the published types do not know: a cluster would pass over a misspelt one', () => {
    const typed = manifests.map(
      ({ kind, text }, index) => `export const m${index}: I${kind} = ${JSON.stringify(text)};`,
    );
    const library = join(FOLDER, '../../node_modules/kubernetes-models');
    const imports = [
      `import type { ICronJob, IJob } from '${library}/batch/v1';`,
      `import type { INetworkPolicy } from '${library}/networking.k8s.io/v1';`,
      `import type { INamespace, IPersistentVolumeClaim, IServiceAccount } from '${library}/v1';`,
    ];
    const file = join(scratch, 'manifests.ts');
    writeFileSync(file, [...imports, ...typed].join('\n'));
    const tsc = join(FOLDER, '../../node_modules/typescript/bin/tsc');
    const options = ['--noEmit', '--strict', '--skipLibCheck', '--ignoreConfig'];
    const resolution = ['--module', 'nodenext', '--moduleResolution', 'nodenext', '--types', ''];
    const compiled = spawnSync(process.execPath, [tsc, ...options, ...resolution, file], {
      encoding: 'utf8',
    });
    expect(compiled.stdout).toBe('');
  });

  it.runIf(hasKubectl)('is put together by kustomize, with one image for all pods', () => {
    const built = execFileSync('kubectl', ['kustomize', FOLDER], { encoding: 'utf8' });
    const images = new Set(built.match(/(?<=image: ).*/g));
    expect([...images]).toEqual(['registry.example/postausgang:0.1.0']);
    expect(built.match(/^kind: .*/gm)).toHaveLength(manifests.length);
  });

  it.skipIf(hasKubectl)('is not put together: kubectl is not installed', () => undefined);

  it('starts one coordinating run a night, by the insurer’s clock, and never two', () => {
    const { text } = manifests.find(({ file }) => file === 'nightly.yaml') ?? {};
    expect(at(text, 'spec')).toMatchObject({ timeZone: 'Europe/Berlin', concurrencyPolicy: 'Forbid' });
    // From 22:00 until noon, when the business date of now becomes the next one.
    expect(at(text, 'spec', 'startingDeadlineSeconds')).toBeLessThan(14 * 3600);
    expect(at(text, 'spec', 'jobTemplate', 'spec', 'parallelism')).toBeUndefined();
  });

  it('starts workers as an indexed job that wait for the night, each with tries of its own', () => {
    const workers = jobs.find(({ file }) => file === 'workers.yaml');
    expect(workers?.job).toMatchObject({ completionMode: 'Indexed', backoffLimitPerIndex: 3 });
    expect(workers?.job['completions']).toBe(workers?.job['parallelism']);
    expect(workers?.container['args']).toEqual(['work', '--wait', expect.stringMatching(/^\d+$/)]);
  });

  it.each(jobs)('$file starts a command that exists, and knows its exit codes', ({ job, container }) => {
    const [command] = container['args'] as readonly string[];
    expect(JOBS.map(({ name }) => name)).toContain(command);
    const codes = Object.values<number>(EXIT);
    const rules = (at(job, 'podFailurePolicy') as Json | undefined)?.['rules'] ?? [];
    for (const rule of rules as readonly Json[]) {
      const values = (rule['onExitCodes'] as Json | undefined)?.['values'] ?? [];
      for (const value of values as readonly number[]) expect(codes).toContain(value);
      // A failed run is tried again, never given up at once.
      if (rule['action'] === 'FailJob') expect(values).toEqual([EXIT.usage, EXIT.configuration]);
    }
  });

  it.each(jobs)('$file: every command line is one that our own parser takes', async ({ container }) => {
    const probes = ['livenessProbe', 'readinessProbe', 'startupProbe'].flatMap((name) => {
      const command = (container[name] as Json | undefined)?.['exec'];
      return command === undefined ? [] : [(command as { readonly command: readonly string[] }).command];
    });
    for (const [node, script] of probes)
      expect([node, script]).toEqual(['node', '/opt/postausgang/jobs/postausgang.mjs']);
    const lines = [container['args'] as readonly string[], ...probes.map((command) => command.slice(2))];
    for (const line of lines) expect(await understood(line)).toEqual({ code: EXIT.completed, said: '' });
    expect((await understood(['work', '--wait', 'soon'])).code).toBe(EXIT.usage);
  });

  it('refers to nothing that is not made: volumes, configuration, account, secrets', () => {
    const nameOf = ({ text }: Manifest): unknown => at(text, 'metadata', 'name');
    const made = (kind: string): readonly unknown[] =>
      manifests.filter((each) => each.kind === kind).map(nameOf);
    const kustomization = KUSTOMIZATION as unknown as Json;
    const generated = (kustomization['configMapGenerator'] as readonly Json[]).map(({ name }) => name);
    const guide = readFileSync(join(FOLDER, '../../docs/scale-out.md'), 'utf8');
    for (const { pod, container } of jobs) {
      expect(made('ServiceAccount')).toContain(pod['serviceAccountName']);
      const volumes = pod['volumes'] as readonly Json[];
      for (const volume of volumes) {
        const { claimName } = (volume['persistentVolumeClaim'] ?? {}) as Json;
        if (claimName !== undefined) expect(made('PersistentVolumeClaim')).toContain(claimName);
        const { name } = (volume['configMap'] ?? {}) as Json;
        if (name !== undefined) expect(generated).toContain(name);
      }
      const mounts = (container['volumeMounts'] as readonly Json[]).map(({ name }) => String(name));
      expect(mounts.toSorted()).toEqual(volumes.map(({ name }) => String(name)).toSorted());
      // Nobody makes the Secret but a person, whom the guide tells its name.
      for (const source of container['envFrom'] as readonly Json[])
        expect(guide).toContain(`\`${String(at(source, 'secretRef', 'name'))}\``);
    }
    // Without the suffix of a hash the name is the one that the pods ask for.
    expect(kustomization['generatorOptions']).toEqual({ disableNameSuffixHash: true });
  });

  it('mounts every folder that the configuration and the image name, and the network lets out to its ports', () => {
    const text = readFileSync(join(FOLDER, 'postausgang.yaml'), 'utf8');
    const image = readFileSync(join(FOLDER, '../docker/Dockerfile'), 'utf8');
    const file = /POSTAUSGANG_CONFIG=(\S+)/.exec(image)?.[1] ?? '';
    const written = [...text.matchAll(/: (\/[\w/-]+)/g)].map(([, path]) => path ?? '');
    expect(written.length).toBeGreaterThan(2);
    for (const { container } of jobs) {
      const mounts = container['volumeMounts'] as readonly {
        readonly mountPath: string;
        readonly readOnly?: true;
      }[];
      const mountOf = (path: string): (typeof mounts)[number] | undefined =>
        mounts.find(({ mountPath }) => path === mountPath || path.startsWith(`${mountPath}/`));
      for (const path of [...written, '/tmp']) expect(mountOf(path)).not.toMatchObject({ readOnly: true });
      expect(file).toBe(`${mountOf(file)?.mountPath ?? ''}/postausgang.yaml`);
    }
    const policy = manifests.find(({ kind }) => kind === 'NetworkPolicy');
    const open = (
      at(policy?.text, 'spec', 'egress') as readonly { readonly ports: readonly Json[] }[]
    ).flatMap(({ ports }) => ports.map(({ port }) => port));
    const parsed = parse(text) as Json;
    const ports = [
      at(parsed, 'email', 'relay', 'port'),
      ...['core', 'ledger'].map((section) => (parsed[section] as Json)['port'] ?? 1433),
    ];
    for (const port of ports) expect(open).toContain(port);
    const selected = at(policy?.text, 'spec', 'podSelector', 'matchLabels') as Json;
    for (const { job } of jobs) expect(at(job, 'template', 'metadata', 'labels')).toMatchObject(selected);
  });

  it.each(jobs)('$file: no privilege, no write to the image, limits on everything', ({ pod, container }) => {
    expect(pod).toMatchObject({
      restartPolicy: 'Never',
      automountServiceAccountToken: false,
      securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
    });
    expect(at(pod, 'securityContext', 'runAsUser')).toBeGreaterThan(0);
    for (const host of ['hostNetwork', 'hostPID', 'hostIPC']) expect(pod[host]).toBeUndefined();
    expect(container['securityContext']).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
    for (const bound of ['requests', 'limits'] as const) {
      expect(at(container, 'resources', bound)).toMatchObject({
        cpu: expect.any(String) as unknown,
        memory: expect.any(String) as unknown,
      });
    }
  });

  it('holds no secret: they come from the cluster, by reference', () => {
    expect(manifests.map(({ kind }) => kind)).not.toContain('Secret');
    for (const { container } of jobs) {
      expect(container['envFrom']).toEqual([{ secretRef: { name: 'postausgang-secrets' } }]);
      const names = (container['env'] as readonly Json[]).map(({ name }) => name);
      expect(names).toEqual(['POSTAUSGANG_SUCCESS_EXIT']);
    }
  });

  it('shares the data directory among all pods that write', () => {
    const volumes = manifests.filter(({ kind }) => kind === 'PersistentVolumeClaim');
    for (const { text } of volumes) expect(at(text, 'spec', 'accessModes')).toEqual(['ReadWriteMany']);
    const claims = jobs.map(({ pod }) => JSON.stringify(pod['volumes']).includes('postausgang-data'));
    expect(claims).not.toContain(false);
  });

  it('lets nothing in, and out only names, database, relay and letter shop', () => {
    const policy = manifests.find(({ kind }) => kind === 'NetworkPolicy');
    expect(at(policy?.text, 'spec', 'ingress')).toEqual([]);
    const rules = at(policy?.text, 'spec', 'egress') as readonly { readonly ports: readonly Json[] }[];
    expect(rules.map(({ ports }) => ports.map(({ port }) => port))).toEqual([[53, 53], [1433], [587], [22]]);
    for (const rule of rules) expect(rule).toHaveProperty('to');
  });

  it('has a configuration that the program takes', () => {
    const file = join(scratch, 'postausgang.yaml');
    const text = readFileSync(join(FOLDER, 'postausgang.yaml'), 'utf8');
    writeFileSync(file, text.replaceAll(/(?<=: )\/(?:var\/lib|srv)\//g, `${scratch}/`));
    const names = [...text.matchAll(/env: (\w+)/g)].map(([, name]) => name ?? '');
    const config = loadConfig(file, { env: Object.fromEntries(names.map((name) => [name, 'x'])) });
    expect(config.source.warnings).toEqual([]);
    // The schedule of the manifest and of the alerts are one.
    const nightly = manifests.find((each) => each.file === 'nightly.yaml');
    const [minute, hour] = String(at(nightly?.text, 'spec', 'schedule')).split(' ');
    expect(text).toContain(`at: '${hour}:${minute?.padStart(2, '0')}'`);
  });
});
