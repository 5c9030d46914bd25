/**
 * The tables that are only ever appended to, and the columns that the audit chain seals, in this order: append only,
 * because the order is part of every digest. What changes later (states, leases) is not here: it follows from the events.
 */
export const AUDIT_STREAMS = {
  dispatch_event: ['dispatch_id', 'at', 'from_state', 'to_state', 'reason', 'run_id', 'person', 'evidence'],
  decision: [
    'dispatch_id',
    'run_id',
    'decided_at',
    'result',
    'category',
    'jurisdiction',
    'deciding_rule',
    'catalogue_hash',
    'flags',
    'facts',
    'context',
    'rules',
  ],
  print_file_event: ['print_file_id', 'at', 'event', 'reason', 'run_id', 'person'],
  shop_report: ['sha256', 'file_name', 'imported_at', 'entries'],
  print_file_ack: ['shop_report_id', 'print_file_id', 'result', 'at', 'reason'],
  mailpiece_status: ['shop_report_id', 'print_file_id', 'sequence', 'status', 'at', 'reason'],
  audit_action: ['at', 'action', 'subject', 'person', 'run_id', 'reason', 'detail'],
  audit_removal: ['at', 'seal_id', 'positions'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type AuditStream = keyof typeof AUDIT_STREAMS;

export const AUDIT_STREAM_NAMES = Object.keys(AUDIT_STREAMS) as readonly AuditStream[];

/** Where a row's age stands, by the database's clock: in a column of its own, or in the report that it came with. */
export const WRITTEN_AT: Readonly<Record<AuditStream, { readonly own: string } | 'shop_report'>> = {
  dispatch_event: { own: 'at' },
  decision: { own: 'decided_at' },
  print_file_event: { own: 'at' },
  shop_report: { own: 'imported_at' },
  print_file_ack: 'shop_report',
  mailpiece_status: 'shop_report',
  audit_action: { own: 'at' },
  audit_removal: { own: 'at' },
};
