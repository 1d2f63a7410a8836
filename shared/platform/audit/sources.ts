/** A table whose rows are events of the audit chain. */
export interface AuditSource {
  /** SQL: the columns of a row that its hash covers, each told so that no setting of a connection changes it. */
  content: string;
  /** SQL: what retention judges a row by. */
  dated: string;
  /** SQL: the rows that are linked; all where it is left out. */
  where?: string;
}

const micros = (column: string) => `(extract(epoch FROM ${column}) * 1000000)::bigint`;

/** Every kind of event in the audit chain. A column added to one of these tables changes no hash. */
export const AUDIT_SOURCES = {
  access_event: source('at', [
    'actor_kind',
    'actor_id',
    'actor_name',
    'action',
    'subject',
    'scope',
    'address',
    'detail',
  ]),
  alarm_event: {
    ...source('at', [
      'alarm_id',
      'action',
      'occurrences',
      'batch_id',
      'actor_id',
      'actor_name',
      'from_state',
      'to_state',
      'priority',
      'annunciated',
      'comment',
      'detail',
    ]),
    where: `action <> 'joined'`,
  },
  ruleset_part_event: source('at', [
    'kind',
    'code',
    'version',
    'step',
    'from_state',
    'to_state',
    'actor_id',
    'actor_name',
    'reason',
    'release',
    'ruleset_version',
  ]),
  channel_change: source('received_at', [
    micros('at'),
    'declaration_no',
    'version',
    'customs_house',
    'actor_id',
    'actor_name',
    'from_channel',
    'to_channel',
    'reason',
  ]),
  finding: source('received_at', [
    'declaration_no',
    'version',
    'customs_house',
    'trader_id',
    'channel',
    'drawn',
    'hits',
    micros('found_at'),
    micros('recorded_at'),
    'recorded_by',
    'result',
    'discrepancies',
  ]),
  order_event: source('received_at', [
    micros('at'),
    'declaration_no',
    'version',
    'customs_house',
    'actor_id',
    'actor_name',
    'action',
    'from_state',
    'to_state',
    'reason',
    'detail',
  ]),
  decision_digest: source('received_at', [
    'batch_id',
    micros('decided_at'),
    'ruleset_version',
    'declarations',
    `encode(digest, 'hex')`,
  ]),
  audit_cut: source('at', ['source', micros('before')]),
} as const satisfies Record<string, AuditSource>;

export type AuditSourceName = keyof typeof AUDIT_SOURCES;

/** Whether the rows of a table are linked in the audit chain. */
export function isAuditSource(table: string): table is AuditSourceName {
  return Object.hasOwn(AUDIT_SOURCES, table);
}

export const AUDIT_SOURCE_NAMES = Object.keys(AUDIT_SOURCES) as AuditSourceName[];

function source(dated: string, columns: string[]): AuditSource {
  return { content: `jsonb_build_array(id, ${micros(dated)}, ${columns.join(', ')})`, dated };
}

/** SQL for the SHA-256 of a row's content. */
export function contentHashOf(name: AuditSourceName): string {
  return `sha256(convert_to((${AUDIT_SOURCES[name].content})::text, 'UTF8'))`;
}

/** SQL for the instant that retention judges a row by, in microseconds. */
export function datedOf(name: AuditSourceName): string {
  return micros(AUDIT_SOURCES[name].dated);
}
