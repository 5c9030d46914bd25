import type { Resolve } from '../../email/mx/dns-types.ts';
import { checked, fail, ok, warn, type Check } from './check.ts';

const NAME = 'DMARC';

interface DmarcRecord {
  /** The domain that published it. */
  readonly domain: string;
  /** Lower-case tag → value. */
  readonly tags: ReadonlyMap<string, string>;
}

/**
 * Looks at the record by which receivers judge our sender's address (RFC 7489), and whether a signature of ours counts by it:
 * with `adkim=s` only one of the very domain of the address does.
 *
 * @param sender the address in From
 * @param signing the `d=` of our DKIM keys
 */
export async function checkDmarc(
  resolve: Resolve,
  sender: string,
  signing: readonly string[],
): Promise<readonly Check[]> {
  const domain = sender.slice(sender.lastIndexOf('@') + 1).toLowerCase();
  const publish = `publish a TXT record at _dmarc.${domain}, at least \`v=DMARC1; p=none\`: large providers ask for one`;
  return checked(NAME, publish, async () => {
    const found = await findRecord(resolve, domain);
    if (found === 'unknown') return warn(NAME, `_dmarc.${domain} cannot be looked up`, publish);
    if (found === null) return warn(NAME, `neither ${domain} nor a domain above it has a record`, publish);
    const policy = policyFor(found, domain);
    const isStrict = found.tags.get('adkim')?.toLowerCase() === 's';
    const aligned = signing.some((name) => isAligned(name.toLowerCase(), domain, isStrict));
    const said = `_dmarc.${found.domain}: policy ${policy}`;
    if (aligned) return ok(NAME, `${said}; our signature counts for ${domain}`);
    const advice = `sign with a key of ${domain} (\`email.mx.dkim\`): without one only SPF can carry the message, and no forwarder keeps that`;
    const what = `${said}; no signature of ours counts${isStrict ? ' by `adkim=s`' : ''}`;
    return policy === 'none' ? warn(NAME, what, advice) : fail(NAME, what, advice);
  });
}

/** The domain's own record, else that of the next domain above it that has one (section 6.6.3; the tree walk of its successor). */
async function findRecord(resolve: Resolve, domain: string): Promise<DmarcRecord | 'unknown' | null> {
  const labels = domain.split('.');
  for (let first = 0; first < labels.length - 1; first += 1) {
    const at = labels.slice(first).join('.');
    const answer = await resolve(`_dmarc.${at}`, 'TXT');
    if (answer.kind === 'failed') return 'unknown';
    const texts = answer.records.flatMap((record) => (record.type === 'TXT' ? [record.text] : []));
    // Several records count as none.
    const [text, ...more] = texts.filter((each) => /^v\s*=\s*DMARC1\s*(?:;|$)/u.test(each));
    if (text !== undefined && more.length === 0) return { domain: at, tags: tagsOf(text) };
  }
  return null;
}

function tagsOf(text: string): ReadonlyMap<string, string> {
  return new Map(
    text.split(';').map((tag) => {
      const [name = '', value = ''] = tag.split('=');
      return [name.trim().toLowerCase(), value.trim()] as const;
    }),
  );
}

/** `sp` speaks for domains below the one that published it. */
function policyFor({ domain, tags }: DmarcRecord, of: string): string {
  return (domain === of ? tags.get('p') : (tags.get('sp') ?? tags.get('p')))?.toLowerCase() ?? 'none';
}

/** Section 3.1.1. A key's domain is the sender's own or one above it: the configuration takes no other. */
function isAligned(signing: string, domain: string, isStrict: boolean): boolean {
  return signing === domain || (!isStrict && domain.endsWith(`.${signing}`));
}
