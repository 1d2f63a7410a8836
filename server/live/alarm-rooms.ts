import type { ScopeId } from '../../shared/domain/access/scope.ts';

const ROOM = /^alarms(?:-masked)?@(.+)$/;

/** The rooms of consoles of a scope: of those who may look persons up, and of the others. */
export function alarmRooms(scope: ScopeId): { plain: string; masked: string } {
  return { plain: `alarms@${scope}`, masked: `alarms-masked@${scope}` };
}

/** The scope of a room of consoles; null for any other room. */
export function scopeOfAlarmRoom(room: string): ScopeId | null {
  return (ROOM.exec(room)?.[1] as ScopeId | undefined) ?? null;
}
