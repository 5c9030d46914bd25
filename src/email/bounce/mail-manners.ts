import { withoutUmlauts } from './failure-wording.ts';
import type { MimeEntity } from './mime-entity.ts';
import type { MimeHeaders } from './mime-headers.ts';

// Who wrote a mail, by what its header says; nothing in here proves anything, it only sorts.

const DAEMON =
  /(?:^|[\s<"'(])(?:mailer-?daemon|mail-?daemon|post[-_.]?master|mdaemon|mail[-._ ]?deliver\w*[-._ ]?(?:sub)?system|mail[-._ ]?system|mail administrator|mmsc ndr)\b/iu;

const BOUNCE_SUBJECT =
  /\b(?:un(?:delivered|deliverable|zustellbar)|non[- ]?deliver\w*|(?:mail|message)? ?delivery (?:status|fail\w*|problem|error|has failed|notification|delay\w*|report)|deliver(?:y|ing)\b.{0,20}\bfail\w*|failure (?:notice|delivery|notification)|fail(?:ed|ure)\b.{0,20}\bdeliver\w*|return(?:ed|ing) (?:mail|message|to sender)|mail (?:system )?(?:error|failure)|could ?n[o']t be delivered|not delivered|delayed mail|warning: (?:message|could not)|zustell\w*.{0,30}(?:fehl\w*|nicht|bericht|status)|nicht zugestellt|ruecklaeufer)|メールエラー|配信(?:エラー|不能)/iu;

const AUTO_REPLY_SUBJECT =
  /^(?:(?:re|aw|antw(?:ort)?|auto|fw|wg)\s*:\s*)*(?:\[?auto(?:matic(?:ally)?|matisch\w*|mated)?[\s:.-]*(?:re(?:ply|sponse|sponder)|antwort|generated|bestätigung)?\]?\b|out of (?:the )?office|ooo\b|vacation|on (?:vacation|holiday|leave)|away from|abwesen\w*|nicht im (?:büro|haus)|urlaub\w*|ich bin (?:im|nicht|vom|derzeit)|(?:e-?mail[- ]?)?(?:eingangs|empfangs|lese)best\w*|réponse automatique|absence du bureau|respuesta automática|risposta automatica|your (?:message|e-?mail|request) (?:has been|was) received|thank you for (?:contacting|your))/iu;

const MARKS = ['x-autoreply', 'x-autorespond', 'x-autoresponder', 'x-auto-reply-from'] as const;

export function isFromDaemon(headers: MimeHeaders): boolean {
  return DAEMON.test(headers.text('from')) || DAEMON.test(headers.text('sender'));
}

/** RFC 5321 section 4.5.5: a report has no return path, and so has what answers by itself. */
export function hasNullReturnPath(headers: MimeHeaders): boolean {
  return headers.all('return-path').some((path) => /^<?\s*>?$/u.test(path.trim()) || DAEMON.test(path));
}

export function hasBounceSubject(headers: MimeHeaders): boolean {
  return BOUNCE_SUBJECT.test(withoutUmlauts(headers.text('subject')));
}

/** RFC 3834 and what was there before it. Reports are marked so as well: ask for them first. */
export function isMarkedAsAutoReply(entity: MimeEntity): boolean {
  const { headers, type } = entity;
  return (
    /^auto-(?:replied|notified)/iu.test(headers.raw('auto-submitted')) ||
    MARKS.some((name) => /\w/u.test(headers.raw(name)) && !/^no\b/iu.test(headers.raw(name))) ||
    /\boof\b|\bautoreply\b/iu.test(headers.raw('x-auto-response-type')) ||
    /^auto[_-]?reply/iu.test(headers.raw('precedence')) ||
    /\breport-type="?disposition-notification/iu.test(headers.raw('content-type')) ||
    type.value === 'message/disposition-notification' ||
    AUTO_REPLY_SUBJECT.test(headers.text('subject').trim())
  );
}
