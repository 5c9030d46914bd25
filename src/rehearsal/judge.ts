import { addressOf, ALL_DOCUMENTS, BLOCKS, type RehearsedDocument } from './documents.ts';
import type { Evidence } from './evidence.ts';
import type { TrialPlan } from './plan.ts';

/**
 * The promises against what relay and letter shop have really got. The program's own word counts for one thing only: that
 * what did not leave is shown to people, and that it does not claim what is not so.
 *
 * @returns what was broken, one sentence each
 */
export function judge(plan: TrialPlan, evidence: Evidence, struck: readonly string[]): readonly string[] {
  return [
    ...ALL_DOCUMENTS.flatMap((document) => ofDocument(plan, evidence, document)),
    ...ofDoubts(plan, evidence, struck),
    ...ofMails(evidence),
    ...ofEnvelopes(evidence),
    ...ofNotices(plan, evidence),
    ...evidence.complaints.map((complaint) => `useless to the shop: ${complaint}`),
  ];
}

function ofDocument(plan: TrialPlan, evidence: Evidence, document: RehearsedDocument): readonly string[] {
  const { id, part } = document;
  const mails = evidence.mails.filter(({ recipient }) => recipient === addressOf(document)).length;
  const envelopes = evidence.envelopes.filter(
    ({ documentIds, shown }) => documentIds.includes(id) || shown.has(id),
  );
  const first = envelopes.filter(({ isReprint }) => !isReprint).length;
  const again = envelopes.length - first;
  const spoiled = evidence.spoiled.filter((each) => each === id).length;
  const cameBack = part === 'returned' && plan.returns.genuine > 0;
  const state = evidence.states.get(id) ?? 'unknown';
  const waits = evidence.waiting.has(id);
  const seen = `${mails} e-mails, ${first} letters, ${again} reprints, \`${state}\`${waits ? ', waits for a person' : ''}`;
  const breaches: string[] = [];
  const breach = (what: string): void => void breaches.push(`${what} ${id} (${part}): ${seen}`);
  if (mails + envelopes.length === 0 && !waits) breach('lost:');
  if (cameBack && envelopes.length === 0 && !waits) breach('lost, although its e-mail came back:');
  if (spoiled > 0 && again === 0 && !waits) breach('lost, although the shop spoiled it:');
  if (mails > 1 || first > 1 || again > spoiled) breach('twice:');
  if (mails > 0 && envelopes.length > 0 && !cameBack) breach('by two channels:');
  if (mails > 0 && ['protected', 'post', 'spoiled'].includes(part)) breach('by e-mail, which must not be:');
  if (state === 'emailed' && mails === 0) breach('claimed to be e-mailed:');
  if (state === 'handed_over' && envelopes.length === 0) breach('claimed to be handed over:');
  if (waits ? !['held', 'in_doubt'].includes(state) : !['emailed', 'handed_over'].includes(state))
    breach('neither gone nor shown as waiting:');
  const told = evidence.told.get(id) ?? [];
  if (!waits && !told.includes(envelopes.length > 0 ? 'post' : 'email'))
    breach(`the core system was told ${told.join(', ') || 'nothing'} of`);
  return breaches;
}

/** Messages that one process has under way at most: `email.connections` of the scratch insurer. */
const UNDER_WAY = 2;

/**
 * A doubt is right where a connection broke, or a process was struck or overtaken by the clock while it sent (a machine
 * under load takes longer than the patience of a trial); everywhere else it is a document that nobody sends. What fails
 * of ours holds nothing.
 */
function ofDoubts(plan: TrialPlan, { waiting }: Evidence, struck: readonly string[]): readonly string[] {
  const { dropsStored, dropsLost } = plan.relay;
  const most = dropsStored.length + dropsLost.length + struck.length * UNDER_WAY;
  const doubts = [...waiting].filter(([, why]) => why === 'in-doubt').map(([id]) => id);
  const held = [...waiting].filter(([, why]) => why === 'held').map(([id]) => id);
  return [
    ...(doubts.length > most ? [`in doubt without a cause: ${doubts.join(', ')}`] : []),
    ...(held.length > 0 ? [`held without a cause: ${held.join(', ')}`] : []),
  ];
}

function ofMails({ mails, clearText }: Evidence): readonly string[] {
  const wrong = mails.flatMap(({ recipient, documentIds, isEncrypted }) => {
    const meant = ALL_DOCUMENTS.find((document) => addressOf(document) === recipient);
    return [
      ...(isEncrypted ? [] : [`without TLS: a message to ${recipient}`]),
      ...(meant !== undefined && documentIds.join() === meant.id
        ? []
        : [`wrong content: a message to ${recipient} holds ${documentIds.join(', ') || 'no letter'}`]),
    ];
  });
  const isTalk = /MAIL FROM|RCPT TO|^DATA|@/im.test(clearText);
  return isTalk
    ? [...wrong, 'in clear text: the relay saw more than EHLO and STARTTLS outside of TLS']
    : wrong;
}

function ofEnvelopes({ envelopes }: Evidence): readonly string[] {
  return envelopes.flatMap(({ printFileId, sequence, documentIds, shown, persons }) => {
    const where = `print file ${printFileId}, envelope ${sequence}`;
    const said = documentIds.filter((id) => id.startsWith('D-'));
    return [
      ...(persons.size > 1 ? [`two persons in one envelope: ${where} shows ${[...persons].join(', ')}`] : []),
      ...(said.length === shown.size && said.every((id) => shown.has(id))
        ? []
        : [`wrong content: ${where} is said to hold ${said.join(', ')} and shows ${[...shown].join(', ')}`]),
    ];
  });
}

/** S18, S3: each block has one notice, each refused address at most one explanation. */
function ofNotices({ ownLetters }: TrialPlan, { envelopes }: Evidence): readonly string[] {
  const own = envelopes.flatMap(({ documentIds }) => documentIds).filter((id) => !id.startsWith('D-'));
  const counts = Map.groupBy(own, (id) => id);
  const lost = (ownLetters ? BLOCKS : []).map((id) => `abuse-block:${id}`).filter((id) => !counts.has(id));
  const twice = [...counts].filter(([, each]) => each.length > 1).map(([id]) => id);
  return [...lost.map((id) => `lost: notice ${id}`), ...twice.map((id) => `twice: notice ${id}`)];
}
