import type {
  DifferenceLine,
  PartChanged,
  PartVersionContent,
  PartView,
  StepRequest,
} from '../../../shared/contract/profiles.ts';
import type { PartKind } from '../../../shared/domain/ruleset/part.ts';
import { api } from '../../shell/api.ts';
import { queryClient } from '../../shell/queries.ts';
import { partApi, partKey } from './part-path.ts';

/** How often what others may change is asked for anew, ms. */
export const LIVE_MS = 5_000;

/** A part with its versions and history, renewed while it is looked at. */
export function partQuery<View extends PartView = PartView>(kind: PartKind, code: string) {
  return {
    queryKey: partKey(kind, code),
    queryFn: ({ signal }: { signal: AbortSignal }) => api.get<View>(partApi(kind, code), { signal }),
    refetchInterval: LIVE_MS,
  };
}

/** What a version says; `revision` tells a draft's contents apart. */
export function contentQuery<Content>(kind: PartKind, code: string, version: number, revision: number) {
  return {
    queryKey: [...partKey(kind, code), 'version', version, revision],
    queryFn: ({ signal }: { signal: AbortSignal }) =>
      api.get<PartVersionContent<Content>>(`${partApi(kind, code)}/versions/${version}`, { signal }),
  };
}

export function differenceQuery(kind: PartKind, code: string, from: number, to: number, revision: number) {
  return {
    queryKey: [...partKey(kind, code), 'difference', from, to, revision],
    queryFn: ({ signal }: { signal: AbortSignal }) =>
      api.get<{ lines: DifferenceLine[] }>(`${partApi(kind, code)}/versions/${to}/difference?from=${from}`, {
        signal,
      }),
  };
}

/** Takes a step of a version's life; what is shown of the part follows. */
export async function takeStep(
  kind: PartKind,
  code: string,
  version: number,
  step: StepRequest,
): Promise<PartChanged> {
  try {
    return await api.post<PartChanged>(`${partApi(kind, code)}/versions/${version}/steps`, step);
  } finally {
    renewPart(kind, code);
  }
}

/** Begins a new version from another one, or from nothing. */
export async function beginVersion(kind: PartKind, code: string, from: number | null): Promise<PartChanged> {
  try {
    return await api.post<PartChanged>(`${partApi(kind, code)}/versions`, from === null ? {} : { from });
  } finally {
    renewPart(kind, code);
  }
}

/** Throws a draft away. */
export async function discardDraft(
  kind: PartKind,
  code: string,
  version: number,
  revision: number,
): Promise<void> {
  try {
    await api.delete(`${partApi(kind, code)}/versions/${version}?revision=${revision}`);
  } finally {
    renewPart(kind, code);
  }
}

/** Has everything that shows the part asked for anew. */
export function renewPart(kind: PartKind, code: string): void {
  void queryClient.invalidateQueries({ queryKey: partKey(kind, code) });
  void queryClient.invalidateQueries({ queryKey: [kind === 'profile' ? 'profiles' : 'reference-lists'] });
}
