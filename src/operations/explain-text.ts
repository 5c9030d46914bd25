import { destinationLines } from './destination-text.ts';
import type { ExplainedDecision, ExplainedDispatch, Explanation } from './explain.ts';
import { localTimestamp } from './local-moment.ts';

const RULE_WIDTH = 30;

/** An explanation to be read while a customer is on the phone: the answer in German first, then all the evidence. */
export function explanationText(explanation: Explanation, timeZone: string): string {
  const told = explanation.dispatches.map((dispatch) => dispatchText(dispatch, timeZone));
  // A server's reply can hold control characters: on a terminal they would be commands.
  return [...explanation.answer, '', `Document ${explanation.documentId}`, ...told]
    .join('\n')
    .replaceAll(/[^\P{Cc}\n]+/gu, ' ');
}

function dispatchText(dispatch: ExplainedDispatch, timeZone: string): string {
  const at = (iso: string): string => localTimestamp(iso, timeZone);
  const original = dispatch.originalId === null ? '' : ` of dispatch ${dispatch.originalId}`;
  return [
    '',
    `── Dispatch ${dispatch.dispatchId} (${dispatch.purpose}${original}), night of ${dispatch.businessDate ?? 'unknown'}: ${dispatch.state}`,
    `   Reason: ${dispatch.reason ?? 'none yet'}`,
    ...(dispatch.retryAt === null ? [] : [`   Next try by e-mail: ${at(dispatch.retryAt)}`]),
    ...dispatch.decisions.flatMap((decision) => decisionLines(decision, dispatch, at)),
    ...attemptLines(dispatch, at),
    ...placeLines(dispatch, at),
    ...eventLines(dispatch, at),
  ].join('\n');
}

type At = (iso: string) => string;

function decisionLines(decision: ExplainedDecision, dispatch: ExplainedDispatch, at: At): readonly string[] {
  const { deciding } = decision;
  const wording =
    decision.wording === 'stored' ? '' : ', worded by the one of today: its own cannot be read any more';
  return [
    '',
    `   Decision ${at(decision.decidedAt)}: ${decision.result} (${decision.category}, law of ${decision.jurisdiction}), ${who(dispatch, decision.runId)}`,
    `   Decided by ${deciding.rule}`,
    `     ${deciding.german}`,
    `     Fundstelle: ${deciding.citation}`,
    `     Read: ${deciding.detail}`,
    ...(decision.flags.length === 0 ? [] : [`   To be looked at: ${decision.flags.join(', ')}`]),
    `   Rules evaluated, catalogue ${decision.catalogueVersion} (${decision.catalogueHash.slice(0, 12)}${wording}):`,
    ...decision.rules.map(
      (rule) =>
        `   ${rule.deciding ? '▶' : ' '} ${rule.outcome.padEnd(6)} ${rule.rule.padEnd(RULE_WIDTH)} ${rule.detail}`,
    ),
    '   Facts read, personal values masked:',
    ...factLines(decision.facts, ''),
  ];
}

function factLines(facts: Readonly<Record<string, unknown>>, prefix: string): readonly string[] {
  return Object.entries(facts).flatMap(([name, value]) => {
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return factLines(value as Record<string, unknown>, `${prefix}${name}.`);
    }
    const written = typeof value === 'string' ? value : JSON.stringify(value);
    return [`     ${`${prefix}${name}`.padEnd(RULE_WIDTH)} ${written === 'null' ? '–' : written}`];
  });
}

function attemptLines(dispatch: ExplainedDispatch, at: At): readonly string[] {
  return dispatch.attempts.flatMap(
    ({ number, startedAt, finishedAt, outcome, reason, messageId, evidence, runId }) => {
      const tls = evidence?.tls ?? null;
      const reply = evidence?.reply ?? null;
      const until = finishedAt === null ? 'no end recorded' : `until ${at(finishedAt)}`;
      return [
        '',
        `   Attempt ${number} ${at(startedAt)}, ${until}: ${outcome ?? 'unknown'}, ${who(dispatch, runId)}`,
        ...(reason === null ? [] : [`     Why:         ${reason}`]),
        `     Message-ID:  ${messageId}`,
        ...(evidence === null
          ? []
          : [
              `     Server:      ${evidence.host}:${evidence.port}, came as far as ${evidence.stage}`,
              `     Encryption:  ${tls === null ? 'no handshake was completed, nothing was sent' : `${tls.protocol} ${tls.cipher}${tls.keyExchange === null ? '' : ` ${tls.keyExchange}`}, certificate ${tls.authorized ? 'verified' : 'not verified'}`}`,
              ...(tls === null ? [] : [`     Certificate: SHA-256 ${tls.certificateSha256}`]),
              ...destinationLines(evidence.destination),
              `     Reply:       ${reply === null ? 'none' : [reply.code, reply.enhanced, reply.text].filter((part) => part !== null).join(' ')}`,
              `     Queue id:    ${evidence.queueId ?? 'none given'}`,
            ]),
      ];
    },
  );
}

function placeLines(dispatch: ExplainedDispatch, at: At): readonly string[] {
  return dispatch.printPlaces.flatMap((place) => [
    '',
    `   Print file ${place.printFileId} (${place.status})${place.fileName === null ? '' : `: ${place.fileName}`}`,
    `     Mailpiece ${place.mailpiece}, ${place.firstPage === null ? 'not rendered yet' : `pages ${place.firstPage} to ${place.lastPage ?? place.firstPage} of the file, ${place.sheets ?? '?'} ${place.sheets === 1 ? 'sheet' : 'sheets'}`}`,
    `     ${place.handedOverAt === null ? 'Not handed over' : `Handed over ${at(place.handedOverAt)}`}`,
  ]);
}

function eventLines(dispatch: ExplainedDispatch, at: At): readonly string[] {
  return [
    '',
    '   Events:',
    ...dispatch.events.flatMap((event) => {
      const by = event.person ?? who(dispatch, event.runId);
      const line = `     ${at(event.at)}  ${event.from ?? 'new'} → ${event.to}  by ${by}: ${event.reason}`;
      return event.evidence === null ? [line] : [line, `       ${JSON.stringify(event.evidence)}`];
    }),
  ];
}

function who({ runs }: ExplainedDispatch, runId: string | null): string {
  if (runId === null) return 'a person';
  const run = runs[runId];
  const short = runId.slice(0, 8);
  return run === undefined
    ? `run ${short}`
    : `run ${short} (${run.kind}, started by ${run.startedBy} on ${run.host})`;
}
