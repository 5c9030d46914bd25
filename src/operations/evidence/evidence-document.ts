import { heading, table, text, type Block, type WrittenDocument } from '../written-document/blocks.ts';
import type { ExplainedDecision, ExplainedDispatch } from '../explain.ts';
import { localTimestamp } from '../local-moment.ts';
import type { Evidence, MailpieceProof } from './gather-evidence.ts';

type Moment = (iso: string) => string;

const PURPOSES: Readonly<Record<ExplainedDispatch['purpose'], string>> = {
  document: 'Versand des Dokuments',
  paper_copy: 'Papierexemplar neben der E-Mail',
  resend: 'Erneuter Versand',
  block_notice: 'Unser Brief über die Sperre des digitalen Versands',
  fallback_notice: 'Unser Brief über die nicht zustellbare E-Mail',
};

/** The evidence as a German document for a court or an auditor; everything in it stands in the JSON beside it as well. */
export function evidenceDocument(evidence: Evidence, timeZone: string): WrittenDocument {
  const { documentId, explanation, madeAt, toolVersion } = evidence;
  const moment: Moment = (iso) => localTimestamp(iso, timeZone);
  return {
    title: `Nachweis über den Versand des Dokuments ${documentId}`,
    footer: `Nachweis ${documentId} · erstellt ${moment(madeAt)}`,
    blocks: [
      text(
        `Erstellt ${moment(madeAt)} aus den Aufzeichnungen des Postausgangs (Programmversion ${toolVersion}). Zeiten in der Zeitzone ${timeZone}. Personenbezogene Angaben sind ausgelassen oder verdeckt; die Nummer des Dokuments führt im Bestandssystem zu ihnen. Dieselben Angaben stehen maschinenlesbar in der Datei gleichen Namens mit der Endung .json.`,
      ),
      heading('Ergebnis'),
      ...explanation.answer.map(text),
      ...explanation.dispatches.flatMap((dispatch) => dispatchBlocks(dispatch, evidence, moment)),
      ...auditBlocks(evidence, moment),
    ],
  };
}

function dispatchBlocks(dispatch: ExplainedDispatch, evidence: Evidence, moment: Moment): readonly Block[] {
  const places = new Set(dispatch.printPlaces.map(({ printFileId }) => printFileId));
  return [
    heading(`${PURPOSES[dispatch.purpose]} (Vorgang ${dispatch.dispatchId})`),
    ...dispatch.decisions.flatMap((decision) => decisionBlocks(decision, moment)),
    ...attemptBlocks(dispatch, moment),
    ...evidence.mailpieces
      .filter(({ printFileId }) => places.has(printFileId))
      .flatMap((proof) => mailpieceBlocks(proof, moment)),
    text('Verlauf:'),
    table(
      [
        ['Zeit', 20],
        ['Von', 14],
        ['Nach', 14],
        ['Grund', 34],
        ['Wer', 18],
      ],
      dispatch.events.map((event) => [
        moment(event.at),
        event.from ?? 'neu',
        event.to,
        event.reason,
        event.person ?? (event.runId === null ? '–' : `Lauf ${event.runId.slice(0, 8)}`),
      ]),
    ),
  ];
}

function decisionBlocks(decision: ExplainedDecision, moment: Moment): readonly Block[] {
  const { deciding } = decision;
  return [
    text(
      `Entscheidung ${moment(decision.decidedAt)}: ${decision.result}, nach dem Regelwerk ${decision.catalogueVersion} (SHA-256 ${decision.catalogueHash}).`,
    ),
    {
      kind: 'rule',
      id: deciding.rule,
      clause: deciding.clause,
      wording: deciding.german,
      citation: deciding.citation,
      parameters: `gelesen: ${deciding.detail}`,
    },
    table(
      [
        ['Regel', 30],
        ['Greift', 14],
        ['Gelesen', 56],
      ],
      decision.rules.map(({ rule, outcome, detail, deciding: decides }) => [
        rule,
        decides ? 'entscheidet' : outcome === 'fires' ? 'ja' : 'nein',
        detail,
      ]),
    ),
  ];
}

function attemptBlocks(dispatch: ExplainedDispatch, moment: Moment): readonly Block[] {
  return dispatch.attempts.flatMap((attempt) => {
    const { evidence } = attempt;
    const { tls = null, reply = null } = evidence ?? {};
    return [
      text(`Versuch ${attempt.number} per E-Mail:`),
      pairs([
        [
          'Zeit',
          `${moment(attempt.startedAt)} bis ${attempt.finishedAt === null ? 'unbekannt' : moment(attempt.finishedAt)}`,
        ],
        ['Ausgang', [attempt.outcome ?? 'unbekannt', attempt.reason].filter(Boolean).join(': ')],
        ['Message-ID', attempt.messageId],
        ['Nachricht (SHA-256 der gesendeten Bytes)', attempt.messageSha256],
        ['Server', evidence === null ? 'nicht aufgezeichnet' : `${evidence.host}:${evidence.port}`],
        [
          'Verschlüsselung',
          tls === null
            ? 'kein TLS-Handshake kam zustande, es wurde nichts übertragen'
            : `${tls.protocol}, ${tls.cipher}${tls.keyExchange === null ? '' : `, ${tls.keyExchange}`}, Zertifikat ${tls.authorized ? 'geprüft' : 'nicht geprüft'}`,
        ],
        ['Zertifikat (SHA-256)', tls?.certificateSha256 ?? '–'],
        [
          'Antwort',
          reply === null
            ? '–'
            : [reply.code, reply.enhanced, reply.text].filter((part) => part !== null).join(' '),
        ],
        ['Kennung in der Warteschlange', evidence?.queueId ?? '–'],
      ]),
    ];
  });
}

function mailpieceBlocks(proof: MailpieceProof, moment: Moment): readonly Block[] {
  const { manifest } = proof;
  const rows: (readonly [string, string])[] = [
    ['Übergeben', proof.handedOverAt === null ? `nein (${proof.status})` : moment(proof.handedOverAt)],
    ['Druckdatei (SHA-256)', proof.fileSha256 ?? 'noch nicht erzeugt'],
  ];
  if (manifest === null) rows.push(['Begleitliste', 'liegt nicht (mehr) vor']);
  else {
    const { mailpiece } = manifest;
    rows.push(
      ['Begleitliste', manifest.name],
      [
        'Sendung',
        `Nr. ${mailpiece.sequence}, Seiten ${mailpiece.firstPage} bis ${mailpiece.lastPage}, ${mailpiece.sheets} Blatt, ${mailpiece.documents.length} Dokumente`,
      ],
      ['Inhalt der Seiten (SHA-256)', mailpiece.contentSha256 ?? 'nicht aufgezeichnet'],
      ['Kettenglied der Sendung', mailpiece.hash],
      ['Kettenglied davor', manifest.previousHash],
      ['Ende der Kette', manifest.seal],
    );
  }
  return [text(`Druckdatei ${proof.printFileId}:`), pairs(rows)];
}

function auditBlocks({ audit }: Evidence, moment: Moment): readonly Block[] {
  return [
    heading('Unverändertheit der Aufzeichnungen'),
    text(
      `Jede Entscheidung und jeder Schritt wird nachträglich in eine Kette von Prüfsummen geschlossen; „postausgang audit verify“ rechnet sie nach. Ende der Kette bei der Erstellung: ${audit.head ?? 'noch keines'}.`,
    ),
    table(
      [
        ['Aufzeichnung', 22],
        ['Geschlossen', 20],
        ['Prüfsumme des Siegels', 58],
      ],
      audit.rows.map(({ stream, id, seal }) => [
        `${stream} ${id}`,
        seal === null ? 'noch nicht' : moment(seal.sealedAt),
        seal?.hash ?? '–',
      ]),
    ),
  ];
}

function pairs(rows: readonly (readonly [string, string])[]): Block {
  return table(
    [
      ['Angabe', 30],
      ['Wert', 70],
    ],
    rows,
  );
}
