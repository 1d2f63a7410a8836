import type { Fault } from '../../shared/contract/declaration.schema.ts';
import type { FindingRow } from '../../shared/contract/findings.ts';
import type { IntakeReceipt } from '../../shared/contract/intake.ts';
import type { Declaration } from '../../shared/domain/declaration.ts';
import type { LodgingClient } from '../lodging/client.ts';
import { findingOf, recordFindings, type FindingCounts } from './findings.ts';
import { assemble, compileMapping, type MappedRow, type Mapper } from './mapper.ts';
import type { Mapping } from './mapping.ts';
import { readRows } from './rows.ts';

/** Declarations in one request, and requests under way. */
const BATCH = 1000;
const IN_FLIGHT = 4;

/** What became of a file. */
export interface ImportSummary {
  rows: number;
  declarations: number;
  accepted: number;
  duplicates: number;
  amended: number;
  /** Declarations the server refused. */
  rejected: number;
  /** Rows that never became a declaration. */
  unreadable: number;
  /** What the file says that inspections found. */
  findings: FindingCounts;
}

/** Something wrong with one row, with the line it starts on and, where it is known, the column. */
export interface RowFault {
  line: number;
  column: string | null;
  message: string;
}

export interface ImportOptions {
  file: string;
  mapping: Mapping;
  client: LodgingClient;
  onFault: (fault: RowFault) => void;
  onProgress?: (bytes: number, summary: Readonly<ImportSummary>) => void;
  /** Columns of the file that the mapping neither reads nor says to ignore. */
  onUnmapped?: (columns: string[]) => void;
}

/** A declaration with the lines its goods items stand on. */
interface Entry {
  declaration: Declaration;
  lines: number[];
  finding: FindingRow | null;
}

/** Lodges every row of a file. A second run of the same file adds nothing: the server recognises duplicates. */
export async function importFile(options: ImportOptions): Promise<ImportSummary> {
  const { file, mapping, client, onFault, onProgress, onUnmapped } = options;
  const mapper = compileMapping(mapping);
  const summary: ImportSummary = {
    rows: 0,
    declarations: 0,
    accepted: 0,
    duplicates: 0,
    amended: 0,
    rejected: 0,
    unreadable: 0,
    findings: { recorded: 0, unchanged: 0, refused: 0 },
  };
  const inFlight = new Set<Promise<void>>();
  const failures: unknown[] = [];
  let bytes = 0;

  const lodge = async (batch: Entry[]): Promise<void> => {
    const receipt = await client.lodge(batch.map(({ declaration }) => declaration));
    settle(receipt, batch, mapper, summary, onFault);
    onProgress?.(bytes, summary);
    const refused = new Set(receipt.rejected.map(({ index }) => index));
    const findings = batch.flatMap(({ finding }, i) => (finding === null || refused.has(i) ? [] : [finding]));
    const counts = await recordFindings(client, findings);
    for (const name of ['recorded', 'unchanged', 'refused'] as const) summary.findings[name] += counts[name];
  };
  const send = async (batch: Entry[]): Promise<void> => {
    while (inFlight.size >= IN_FLIGHT) await Promise.race(inFlight);
    if (failures.length > 0) throw failures[0];
    const sent = lodge(batch)
      .catch((error: unknown) => void failures.push(error))
      .finally(() => inFlight.delete(sent));
    inFlight.add(sent);
  };

  const rows = readRows({
    file,
    csv: mapping.csv,
    columns: mapper.columns,
    onBytes: (read) => (bytes = read),
    onHeader: (columns) => {
      const unmapped = columns.filter(
        (name) => !mapper.columns.has(name) && !mapping.ignored?.includes(name),
      );
      if (unmapped.length > 0) onUnmapped?.(unmapped);
    },
  });
  const readable = mapRows(rows, mapper, summary, onFault);
  let batch: Entry[] = [];
  try {
    for await (const entry of group(readable, mapping.rows === 'consecutive-items')) {
      summary.declarations++;
      batch.push(entry);
      if (batch.length === BATCH) {
        await send(batch);
        batch = [];
      }
    }
    if (batch.length > 0) await send(batch);
  } finally {
    await Promise.all(inFlight);
  }
  if (failures.length > 0) throw failures[0];
  onProgress?.(bytes, summary);
  return summary;
}

type Mapped = MappedRow & { line: number };

async function* mapRows(
  rows: ReturnType<typeof readRows>,
  mapper: Mapper,
  summary: ImportSummary,
  onFault: ImportOptions['onFault'],
): AsyncGenerator<Mapped> {
  for await (const read of rows) {
    summary.rows++;
    if ('unreadable' in read) {
      summary.unreadable++;
      onFault({ line: read.line, column: null, message: read.unreadable });
      continue;
    }
    const mapped = mapper.map(read.row);
    if (mapped.faults.length > 0) {
      summary.unreadable++;
      for (const { column, path, reason } of mapped.faults) {
        onFault({ line: read.line, column, message: `${path}: ${reason}` });
      }
      continue;
    }
    yield { ...mapped, line: read.line };
  }
}

/** One entry a row, or one for all consecutive rows of one declarationNo. */
async function* group(rows: AsyncIterable<Mapped>, consecutive: boolean): AsyncGenerator<Entry> {
  let gathered: Mapped[] = [];
  const entry = (parts: Mapped[]): Entry => ({
    declaration: assemble(parts),
    lines: parts.map(({ line }) => line),
    finding: findingOf(parts),
  });
  for await (const row of rows) {
    const first = gathered[0];
    if (first && !(consecutive && first.header['declarationNo'] === row.header['declarationNo'])) {
      yield entry(gathered);
      gathered = [];
    }
    gathered.push(row);
  }
  if (gathered.length > 0) yield entry(gathered);
}

function settle(
  receipt: IntakeReceipt,
  batch: Entry[],
  mapper: Mapper,
  summary: ImportSummary,
  onFault: ImportOptions['onFault'],
): void {
  summary.accepted += receipt.accepted;
  summary.duplicates += receipt.duplicates;
  summary.amended += receipt.amended;
  summary.rejected += receipt.rejectedTotal;
  for (const { index, faults } of receipt.rejected) {
    const lines = batch[index]?.lines ?? [];
    for (const fault of faults) onFault(locate(fault, lines, mapper));
  }
}

function locate({ path, reason }: Fault, lines: number[], mapper: Mapper): RowFault {
  const item = /^items\.(\d+)\b/.exec(path)?.[1];
  const line = lines[Number(item ?? 0)] ?? lines[0] ?? 0;
  return { line, column: mapper.columnOf(path), message: path ? `${path}: ${reason}` : reason };
}

/** Customs houses named in a file. */
export async function collectHouses(file: string, mapping: Mapping): Promise<string[]> {
  const mapper = compileMapping(mapping);
  const houses = new Set<string>();
  for await (const read of readRows({ file, csv: mapping.csv, columns: mapper.columns })) {
    const code = 'row' in read ? mapper.customsHouse(read.row) : null;
    if (code !== null) houses.add(code);
  }
  return [...houses].sort();
}
