import { createHash } from 'node:crypto';
import {
  type BackupHead,
  copyFromStatement,
  END_MARK,
  epilogue,
  FORMAT,
  prologue,
  ROWS_END,
} from './format.ts';

/** Rows of tables for tests; among them none, and such as look like marks of the format. */
export const TABLES: Record<string, string> = {
  district: '2200\tShanghai\n2300\tNanjing\\n\\\\.\n',
  empty: '',
  odd: '\\\\.\n-- end {}\nCOPY "public"."odd" ("a") FROM STDIN;\n\n\\N\n',
};

export const HEAD: BackupHead = {
  format: FORMAT,
  product: '0.1.0',
  takenAt: '2026-11-23T10:15:00.000Z',
  migrations: ['0001_first'],
  partitionDays: ['2026-11-23'],
  tables: Object.keys(TABLES).map((name) => ({ schema: 'public', name, columns: ['a', 'B"c'] })),
  sequences: [{ name: 'public.odd_id_seq', value: '7', called: true }],
};

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** The script of a backup of these tables, put together by hand. */
export function scriptOf(head: BackupHead = HEAD): string {
  let script = prologue(head);
  let frame = script;
  for (const table of head.tables) {
    const begin = `${copyFromStatement(table)}\n`;
    script += begin + TABLES[table.name] + ROWS_END;
    frame += begin + ROWS_END;
  }
  script += epilogue(head);
  frame += epilogue(head);
  const tables = head.tables.map(({ name }) => {
    const rows = TABLES[name]!;
    return { rows: rows.split('\n').length - 1, sha256: sha256(rows) };
  });
  return `${script}${END_MARK}${JSON.stringify({ tables, script: sha256(frame) })}\n`;
}
