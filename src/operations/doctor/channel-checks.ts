import type { EmailRoute } from '../../email/route.ts';
import { assertHandOverAllowed, type ShopProfile } from '../../print/shop-profile.ts';
import { maskAddresses } from '../mask-addresses.ts';
import { checked, fail, ok, warn, type Check } from './check.ts';

const DAY = 86_400_000;
/** Days before the end of the relay's certificate at which its renewal is late. */
const CERTIFICATE_DAYS = 14;

const RELAY_ADVICE =
  'mend host, port, certificate or login under `email.relay`; until then e-mails wait, and go by post at their cut-off';

/** L6: whether letters may be shown to the shop at all. */
export async function checkShop(profile: ShopProfile): Promise<readonly Check[]> {
  return checked('undertakings of the shop (L6)', 'nothing is printed before', () => {
    assertHandOverAllowed(profile);
    return Promise.resolve(
      ok('undertakings of the shop (L6)', `${profile.shopName}: secrecy and processing agreement are stated`),
    );
  });
}

/** Connects to the relay, shakes hands, logs in and quits; no message is sent. */
export async function checkRelay(route: EmailRoute): Promise<readonly Check[]> {
  return checked('relay', RELAY_ADVICE, async () => {
    const { outcome, evidence } = await route.probe();
    const where = `${evidence.host}:${evidence.port}`;
    if (outcome.kind !== 'accepted') {
      const said = evidence.reply === null ? '' : `, it said ${maskAddresses(evidence.reply.text)}`;
      return fail('relay', `${where}: ${outcome.reason}${said}`, RELAY_ADVICE);
    }
    const { tls } = evidence;
    if (tls === null) return fail('relay', `${where}: no TLS was proven`, RELAY_ADVICE);
    return [ok('relay', `${where}: ${tls.protocol}, ${tls.cipher}`), certificate(tls.certificateValidUntil)];
  });
}

function certificate(validUntil: string | undefined): Check {
  const name = "relay's certificate";
  if (validUntil === undefined) return warn(name, 'its end is not known', 'ask whoever runs the relay');
  const days = Math.floor((Date.parse(validUntil) - Date.now()) / DAY);
  const found = `verified, valid until ${validUntil.slice(0, 10)} (${days} days)`;
  return days < CERTIFICATE_DAYS
    ? warn(name, found, 'have it renewed: without a valid one no e-mail leaves')
    : ok(name, found);
}
