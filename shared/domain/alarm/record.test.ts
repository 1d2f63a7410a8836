import { describe, expect, test } from 'vitest';
import { stateOf } from './condition.ts';
import type { AlarmOccurrence } from './raise.ts';
import {
  act,
  assign,
  calledSince,
  occurred,
  openedBy,
  quarantine,
  remark,
  resolve,
  type AlarmChange,
  type AlarmEvent,
  type AlarmRecord,
} from './record.ts';

const ANNA = { id: 'p1', name: 'Anna' };
const MINUTE = 60_000;

function occurrence(minute: number, change: Partial<AlarmOccurrence> = {}): AlarmOccurrence {
  const at = new Date(minute * MINUTE);
  return {
    cause: 'c',
    type: 'profile-hit',
    priority: 'medium',
    title: 't',
    profileCode: 'P',
    district: null,
    customsHouse: null,
    occurrences: 1,
    firstAt: at,
    lastAt: at,
    ...change,
  };
}

const by = (minute: number, comment: string | null = null) => ({
  actor: ANNA,
  comment,
  now: minute * MINUTE,
});
const opened = (change: Partial<AlarmOccurrence> = {}) => openedBy(occurrence(0, change)).record;

function done(change: AlarmChange): { record: AlarmRecord; events: AlarmEvent[] } {
  if (!change.ok) throw new Error(change.reason);
  return change;
}

const acknowledged = (record: AlarmRecord, minute: number) =>
  done(act(record, { type: 'acknowledge', annunciation: record.condition.annunciation }, by(minute)));

describe('an occurrence', () => {
  test('opens an alarm, which calls', () => {
    const { record, event } = openedBy(
      occurrence(2, {
        occurrences: 3,
        firstAt: new Date(MINUTE),
        detail: { observed: 4 },
        rulesetVersion: 7,
      }),
    );
    expect(record).toMatchObject({
      occurrences: 3,
      raisedAt: MINUTE,
      annunciatedAt: 2 * MINUTE,
      lastOccurredAt: 2 * MINUTE,
      clearedAt: null,
      acknowledged: null,
      detail: { observed: 4 },
      rulesetVersion: 7,
    });
    expect(event).toEqual({
      action: 'raised',
      at: 2 * MINUTE,
      fromState: 'normal',
      toState: 'unacknowledged',
      priority: 'medium',
      annunciated: true,
      occurrences: 3,
      comment: null,
      detail: { observed: 4 },
    });
  });

  test('that joins is counted and calls nobody', () => {
    const seen = acknowledged(opened({ detail: { observed: 4 }, rulesetVersion: 7 }), 1).record;
    const { record, event } = occurred(seen, occurrence(5, { occurrences: 2 }));
    expect(record).toEqual({ ...seen, occurrences: 3, lastOccurredAt: 5 * MINUTE });
    expect(event).toMatchObject({ action: 'joined', annunciated: false, occurrences: 2, detail: null });
  });

  test('of before the last one leaves the last one as it is', () => {
    const { record } = occurred(opened(), occurrence(9));
    expect(occurred(record, occurrence(5)).record.lastOccurredAt).toBe(9 * MINUTE);
  });

  test('that is worse makes it call anew: nobody has seen that, and the escalation begins again', () => {
    const seen = { ...acknowledged(opened(), 1).record, escalated: 2 };
    const { record, event } = occurred(seen, occurrence(5, { priority: 'critical' }));
    expect(record).toMatchObject({ annunciatedAt: 5 * MINUTE, acknowledged: null, escalated: 0 });
    expect(record.condition).toMatchObject({ priority: 'critical', annunciation: 2, ackedState: false });
    expect(event).toMatchObject({ action: 'worsened', fromState: 'acknowledged', annunciated: true });
  });

  test('of what is gone makes it there again', () => {
    const gone = done(act(opened(), { type: 'clear' }, { ...by(3), actor: null })).record;
    expect(gone.clearedAt).toBe(3 * MINUTE);
    const { record, event } = occurred(gone, occurrence(5));
    expect(record.clearedAt).toBeNull();
    expect(event).toMatchObject({ action: 'raised-again', fromState: 'returned-unacknowledged' });
  });

  test('that another alarm explains opens one out of view, which calls nobody', () => {
    const { record, event } = openedBy(occurrence(0, { suppressed: true }));
    expect(stateOf(record.condition)).toBe('suppressed-by-design');
    expect(event).toMatchObject({ fromState: 'normal', toState: 'suppressed-by-design', annunciated: false });
  });
});

describe('a deed', () => {
  test('tells who did it and when, and stays when it is over', () => {
    const { record, events } = acknowledged(opened(), 4);
    expect(record.acknowledged).toEqual({ by: 'Anna', at: 4 * MINUTE });
    expect(events).toMatchObject([{ action: 'acknowledge', toState: 'acknowledged', annunciated: false }]);
    const over = done(act(record, { type: 'clear' }, { ...by(9), actor: null })).record;
    expect(over).toMatchObject({ acknowledged: { by: 'Anna' }, clearedAt: 9 * MINUTE });
  });

  test('that the machine refuses changes nothing', () => {
    expect(act(opened(), { type: 'unshelve' }, by(1))).toEqual({ ok: false, reason: 'not-shelved' });
  });

  test('shelving says until when; what comes back calls anew', () => {
    const shelved = done(act(opened(), { type: 'timed-shelve', until: 9 * MINUTE }, by(1, 'why')));
    expect(shelved.events).toMatchObject([
      { action: 'timed-shelve', comment: 'why', detail: { until: 9 * MINUTE }, toState: 'shelved' },
    ]);
    const back = done(act(shelved.record, { type: 'shelving-expired' }, { ...by(9), actor: null }));
    expect(back.record.annunciatedAt).toBe(9 * MINUTE);
    expect(back.events).toMatchObject([{ annunciated: true, toState: 'unacknowledged' }]);
  });

  test('is about the call that was seen', () => {
    expect(calledSince(opened(), 1)).toBe(false);
    expect(calledSince(opened(), 0)).toBe(true);
  });

  test('may say something of what is over', () => {
    const over = done(resolve(opened(), 1, by(1))).record;
    const { record, events } = done(remark(over, by(2, 'It was a drill.')));
    expect(record).toBe(over);
    expect(events).toMatchObject([{ action: 'comment', comment: 'It was a drill.', toState: 'normal' }]);
  });
});

describe('resolving', () => {
  test('acknowledges where nobody has, and says so once', () => {
    const { record, events } = done(resolve(opened(), 1, by(3, 'Looked at.')));
    expect(stateOf(record.condition)).toBe('normal');
    expect(record).toMatchObject({ clearedAt: 3 * MINUTE, acknowledged: { by: 'Anna' } });
    expect(events.map(({ action, comment }) => [action, comment])).toEqual([
      ['acknowledge', null],
      ['reset', 'Looked at.'],
    ]);
  });

  test('of what has been seen resets, and of what is gone acknowledges', () => {
    expect(done(resolve(acknowledged(opened(), 1).record, 1, by(3))).events).toMatchObject([
      { action: 'reset' },
    ]);
    const gone = done(act(opened(), { type: 'clear' }, { ...by(2), actor: null })).record;
    expect(done(resolve(gone, 1, by(3))).events).toMatchObject([
      { action: 'acknowledge', toState: 'normal' },
    ]);
  });

  test('of what is measured and still there does nothing by halves', () => {
    const measured = opened({ type: 'declarations-drop' });
    expect(resolve(measured, 1, by(1))).toEqual({ ok: false, reason: 'still-active' });
  });

  test('of an older call is refused', () => {
    expect(resolve(opened(), 0, by(1))).toEqual({ ok: false, reason: 'annunciated-since' });
  });
});

describe('whom it is given to', () => {
  test('an alarm in quarantine waits for somebody until it is back', () => {
    const { record, events } = done(quarantine(opened(), ANNA, by(1)));
    expect(record.quarantinedTo).toEqual(ANNA);
    expect(events).toMatchObject([
      { action: 'quarantine', toState: 'out-of-service', detail: { to: 'Anna' } },
    ]);
    const back = done(act(record, { type: 'place-in-service' }, by(2))).record;
    expect(back.quarantinedTo).toBeNull();
    expect(quarantine(record, ANNA, by(2))).toEqual({ ok: false, reason: 'already-out-of-service' });
  });

  test('is kept when it calls anew, and refused where it is over', () => {
    const given = done(assign(opened(), ANNA, by(1)));
    expect(given.events).toMatchObject([{ action: 'assign', detail: { to: 'Anna', personId: 'p1' } }]);
    expect(occurred(given.record, occurrence(2, { priority: 'high' })).record.assignedTo).toEqual(ANNA);
    expect(done(assign(given.record, null, by(2)))).toMatchObject({
      record: { assignedTo: null },
      events: [{ detail: { to: null } }],
    });
    const over = done(resolve(opened(), 1, by(1))).record;
    expect(assign(over, ANNA, by(2))).toEqual({ ok: false, reason: 'normal' });
  });
});
