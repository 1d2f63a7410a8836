import type { CDPSession, Page } from 'playwright-core';

/** What a browser's tracing says of a time in which a page moved. */
export interface FrameFigures {
  /** Frames drawn a second. */
  fps: number;
  /** From one drawn frame to the next, ms. */
  p50: number;
  p95: number;
  p99: number;
  /** Frames that were due and not drawn, as a share of all that were due. */
  droppedShare: number;
  frames: number;
  /** Tasks of the page's main thread over 50 ms (W3C Long Tasks): how many, and the longest in ms. */
  longTasks: number;
  longestTask: number;
}

interface TraceEvent {
  name: string;
  ph: string;
  ts: number;
  dur?: number;
  pid: number;
  tid: number;
  args?: { name?: string; data?: { name?: string }; [field: string]: unknown };
}

const CATEGORIES = [
  'devtools.timeline',
  'disabled-by-default-devtools.timeline',
  'devtools.timeline.frame',
  'disabled-by-default-devtools.timeline.frame',
  'blink.user_timing',
];
const LONG_TASK_MS = 50;
/** The times that the page marks for what is to be measured. */
const FROM = 'bench-from';
const TO = 'bench-to';

/** Traces the page while `move` runs in it, and answers how its frames came. */
export async function traceFrames(page: Page, move: () => Promise<unknown>): Promise<FrameFigures> {
  const session = await page.context().newCDPSession(page);
  const events: TraceEvent[] = [];
  session.on('Tracing.dataCollected', ({ value }) => events.push(...(value as unknown as TraceEvent[])));
  await session.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { includedCategories: CATEGORIES },
  });
  await page.evaluate(`performance.mark('${FROM}')`);
  await move();
  await page.evaluate(`performance.mark('${TO}')`);
  await stopTracing(session);
  await session.detach();
  return figuresOf(events);
}

async function stopTracing(session: CDPSession): Promise<void> {
  const complete = new Promise((resolve) => session.once('Tracing.tracingComplete', resolve));
  await session.send('Tracing.end');
  await complete;
}

/** Figures of the frames between the two marks. Event times are in µs. */
export function figuresOf(events: readonly TraceEvent[]): FrameFigures {
  const markOf = (name: string) => events.find((event) => event.name === name);
  const [from, to] = [markOf(FROM), markOf(TO)];
  if (from === undefined || to === undefined)
    throw new Error('the trace lacks the marks of what was measured');
  const within = events.filter(({ ts, pid }) => ts >= from.ts && ts <= to.ts && pid === from.pid);
  const drawn = within
    .filter(({ name }) => name === 'DrawFrame')
    .map(({ ts }) => ts)
    .sort((a, b) => a - b);
  const dropped = within.filter(({ name }) => name === 'DroppedFrame').length;
  const gaps = drawn
    .slice(1)
    .map((ts, index) => (ts - drawn[index]!) / 1000)
    .sort((a, b) => a - b);
  if (gaps.length === 0) throw new Error('the trace has no frames');
  const quantile = (q: number) => round(gaps[Math.ceil(q * gaps.length) - 1]!);
  const tasks = within
    .filter(({ name, tid, dur = 0 }) => name === 'RunTask' && tid === from.tid && dur / 1000 > LONG_TASK_MS)
    .map(({ dur = 0 }) => dur / 1000);
  return {
    fps: round(drawn.length / ((to.ts - from.ts) / 1e6)),
    p50: quantile(0.5),
    p95: quantile(0.95),
    p99: quantile(0.99),
    droppedShare: round(dropped / Math.max(1, dropped + drawn.length), 4),
    frames: drawn.length,
    longTasks: tasks.length,
    longestTask: round(Math.max(0, ...tasks)),
  };
}

function round(value: number, places = 1): number {
  return Number(value.toFixed(places));
}
