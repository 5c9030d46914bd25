import { replyCodeIn } from './enhanced-status.ts';

/** What servers say in words, and the status (RFC 3463) that it means; the first that fits counts. */
const WORDINGS: readonly (readonly [status: string, wording: RegExp])[] = [
  [
    '5.3.4',
    /\b(?:mail|message) size (?:limit|exceeds)|\bmessage (?:is |was )?(?:too (?:big|large)|size exceeds)|exceeds? (?:the )?(?:fixed|maximum|message) (?:size|limit|value|message)|nachricht ist zu gross/iu,
  ],
  [
    '5.2.2',
    /\b(?:mail ?box|in ?box|account|user|maildir|quota|disk)\b.{0,40}\b(?:is |was |are )?(?:full|over ?(?:quota|drawn|flow)|exceed\w*|out of)|\bover (?:the )?(?:disk |mail(?:box)? |storage )?quota|\bquota\b.{0,20}\bexceed|\bexceed\w*\b.{0,30}\b(?:quota|allowed size|storage|mailbox)|not enough (?:disk )?space|insufficient (?:system )?storage|does not have enough space|quotaexceeded|\b(?:postfach|mailbox|speicher)\w*\b.{0,40}\b(?:voll|ueberschritten|erschoepft)|メールボックスが一杯/iu,
  ],
  [
    '5.1.2',
    /\b(?:host|domain)\b.{0,30}\b(?:unknown|not found|does ?n[o']t exist|invalid)|\bunknown (?:host|domain)|\bno such (?:host|domain)|name service error|\bNXDOMAIN\b|\bnon-?existent (?:hosts?|domain)|name or service not known|no MX (?:found|record)|could not find a gateway|domain\b.{0,20}\bnicht gefunden/iu,
  ],
  ['5.4.4', /unroute?able|unable to route|no route to|routing (?:error|failed)/iu],
  [
    '5.2.1',
    /\b(?:account|mail ?box|user|address)\b.{0,40}\b(?:disabled|deactivated|inactive|suspended|discontinued|blocked|closed|expired|locked)|\b(?:konto|postfach|mailbox|benutzer|adresse)\b.{0,40}\b(?:deaktiviert|gesperrt|geloescht)|not accepting (?:messages|mail)/iu,
  ],
  ['5.4.6', /\b(?:mail|routing) loop|loops back|too many hops|hop count exceeded/iu],
  [
    '5.7.1',
    /\bspam\b|\bUBE\b|blocked (?:using|by|due|because)|black ?list|block ?list|\bRBL\b|\bDNSBL\b|reputation|(?:SPF|DKIM|DMARC)\b|relay(?:ing)? (?:access |is )?(?:denied|not permitted|not allowed|prohibited)|not permitted to\s+relay|access denied|sender (?:address )?rejected|policy (?:violation|reasons?)|content rejected|virus|rejected for policy|administrative prohibition|administratively (?:prohibited|denied)|not a member|permission to post|authentication (?:is )?required/iu,
  ],
  [
    '5.1.1',
    /\b(?:user|recipient|addressee|mail ?box|account|address|alias|name)\b(?: (?:name|address))?.{0,60}\b(?:unknown|not (?:be )?(?:found|known|listed|recogni[sz]ed|exist\w*|valid|available)|does ?n[o']t exist|does(?:n't| not) have|could ?n[o']t be found|unavailable|invalid|undeliverable|no longer|inexistente)|\b(?:unknown|invalid|no such|non-?existent|bad|illegal|no valid) (?:\w+ ){0,2}(?:user|recipient|addressee|mail ?box|account|address|local part|alias)|no mailbox (?:here|by)|not a (?:valid|known) (?:user|mailbox|recipient|address)|no one by that name|\b(?:empfaenger|benutzer|adresse|postfach|konto)\w*\b.{0,40}\b(?:unbekannt|nicht gefunden|existiert nicht|ungueltig|nicht vorhanden|nicht im \S{1,40} aufgefuehrt)|unbekannte[rs]? (?:empfaenger|benutzer|adresse)|メールアドレスが(?:見つかりません|存在しません)|usu[aá]rio.{0,20}inexistente|doesn'?t (?:have an?|like) .{0,30}(?:account|recipient)/iu,
  ],
  [
    '4.4.7',
    /\b(?:delivery time|message|retry time|retry timeout) (?:has )?(?:expired|exceeded)|retry time(?:out)? (?:not reached|exceeded)|in the queue too long|could not be delivered for|(?:was )?aborted after|after (?:trying|repeated)|timed? ?out|time-?out/iu,
  ],
  [
    '4.4.1',
    /connection (?:refused|timed out|reset)|could not connect|no (?:answer|response)|did not (?:respond|accept our requests to connect)/iu,
  ],
];

/** The status that the words mean, or null. Addresses do not count: a mailbox may be called unknown@…. */
export function statusOfWords(text: string): string | null {
  const words = text
    .slice(0, 4000)
    .replaceAll(/<[^<>\s]{1,200}>|[^\s<>]{1,100}@[^\s<>]{1,200}/gu, ' ')
    .replaceAll(/\s+/gu, ' ');
  const spelled = withoutUmlauts(words);
  return WORDINGS.find(([, wording]) => wording.test(spelled))?.[0] ?? null;
}

const SPELLED_OUT: Readonly<Record<string, string>> = { ä: 'ae', ö: 'oe', ü: 'ue', ß: 'ss' };

/** German as servers without umlauts write it: every wording here is spelled so, and both are understood. */
export function withoutUmlauts(text: string): string {
  return text.replaceAll(/[äöüß]/giu, (letter) => SPELLED_OUT[letter.toLowerCase()] ?? letter);
}

/** Says that nothing more will be tried. */
const GIVEN_UP =
  /\bpermanent(?:ly)?\b(?:(?! and| or).{0,20}\b(?:errors?|fail\w*|problem)|[.:;])|\bfailed permanently|\b(?:gave|given|giving) up\b|not going to try again|\baborted after\b|\bfinal(?:ly)? fail|\bendgueltig|dauerhaft|will not be (?:re)?tried/iu;

/** What would be, if: `you will be notified if the delivery fails permanently` says that it has not. */
const CONDITION = /\b(?:if|in case|should|falls|wenn|sollte)\b[^.;:!]{0,160}/giu;

/** Says that it is still being tried. */
const STILL_TRYING =
  /\bdelayed\b|\(delay\)|\bdelay in\b|transient (?:non-fatal )?errors?|\bdelivery (?:is )?(?:still )?(?:pending|delay)|not (?:yet )?been delivered (?:yet|after|within)|\bhas not yet been\b|\bwill (?:be (?:retried|re-?tried|kept)|retry|continue|keep|attempt)\b|\bcontinue (?:to )?try|(?:do|does) not need to re-?send|\bno action is required\b|temporary failure report|warning message only|\bthis is a warning\b|delivery attempts will continue|still (?:being )?try|noch nicht zugestellt|verzoeger|weiterhin versuch|weitere zustellversuche|versucht (?:noch|weiter)|nur eine warnung/iu;

/** Says that it was delivered or passed on. */
const DELIVERED =
  /\b(?:successfully|was|has been) (?:delivered|relayed)\b(?! to (?:one|any))|\bsuccessful delivery|\bdelivered to (?:the )?(?:mailbox|recipient)|\bdelivery to these recipients or groups is complete\b|erfolgreich zugestellt|zustellung an diese empfaenger oder gruppen ist abgeschlossen|nachricht wurde (?:(?!nicht\b)\S{1,40} ){0,6}zugestellt/iu;

/** A filter that lets a message through once somebody has answered: it lies there, neither failed nor delivered. */
const WANTS_ANSWER =
  /\brequires? (?:that you )?(?:verif\w+|confirm\w*)\b|\bverify that you are\b|\bto (?:complete|confirm) (?:this|the|your) (?:verification|confirmation|message|e-?mail)\b|\bbitte bestaetigen sie\b|\bbestaetigung (?:erforderlich|notwendig)\b/iu;

const NOT_DELIVERED =
  /\b(?:could|can|was|were|been|be|is|did)\s?(?:not|n't)\b.{0,40}\b(?:deliver\w*|reach\w*|sent|accepted|routed|found|exist)|\bcannot be (?:delivered|reached)|\bun(?:able|deliverable|delivered|routeable)\b|\bdelivery\b.{0,80}\bfail\w*|\bfail(?:ed|ure)\b.{0,40}\b(?:deliver\w*|recipients?)|\breturned (?:mail|message|to sender)|\brejected\b|\b(?:fatal|permanent|delivery) errors?\b|\berror (?:has )?occurred while (?:trying|attempting) to deliver|\berror delivering your mail|\bnot delivered\b|\bmessage has bounced\b|\baddress(?:es)?(?:\(es\))? failed\b|nicht zugestellt|unzustellbar|zustellung fehlgeschlagen|konnte\b.{0,80}\bnicht\b.{0,40}\b(?:zugestellt|ausgeliefert|gesendet|uebermittelt)|送信できません|配信できません|не может быть доставлено|could not be sent|no valid recipients|exceeds allowed size|non (?:è|e'?) stat[oa] (?:possibile|recapitat|consegnat)|n'a pas pu être (?:remis|délivré|distribué)|no (?:se )?(?:ha podido|pudo) (?:ser )?entreg/iu;

export type TextVerdict = 'failed' | 'delayed' | 'relayed' | null;

/**
 * What the words of a report come to. "Delayed" is asked first: a warning quotes the error of the last try, and taking
 * it for a failure would post what may still arrive. Null, for a person, where they say nothing or ask for an answer.
 */
export function verdictOfWords(text: string): TextVerdict {
  const words = withoutUmlauts(text.slice(0, 8000).replaceAll(/\s+/gu, ' '));
  if (WANTS_ANSWER.test(words)) return null;
  const isGivenUp = GIVEN_UP.test(words.replaceAll(CONDITION, ' '));
  if (STILL_TRYING.test(words) && !isGivenUp) return 'delayed';
  if (NOT_DELIVERED.test(words) || isGivenUp || quotesRefusal(words)) return 'failed';
  return DELIVERED.test(words) ? 'relayed' : null;
}

/** A refusal as a server speaks it: a permanent code, and words that have a meaning here. */
export function quotesRefusal(words: string): boolean {
  return (replyCodeIn(words) ?? 0) >= 500 && statusOfWords(words) !== null;
}
