import type { PartContent, PartKind } from '../../shared/domain/ruleset/part.ts';
import { readContent } from '../../shared/platform/stores/ruleset-part.store.ts';
import { readListHead } from '../../shared/platform/stores/ruleset-row.store.ts';
import type { RulesetDifferenceService } from '../services/ruleset-difference.service.ts';
import type { RulesetPartsService } from '../services/ruleset-parts.service.ts';
import { route, type Route } from './route.ts';
import { askerOf, begun, compared, discarded, keyIn, step, written } from './ruleset-bodies.ts';

/** Largest content of a version that is written as a whole. */
const CONTENT_LIMIT: Record<PartKind, string> = { profile: '4mb', list: '16mb', policy: '4mb' };

/**
 * The routes that the versions of profiles, reference lists and the policy have in common, under the address of the
 * part. Whose step it is to take is decided by the life of versions, at the place of the part.
 */
export function partRoutes(
  kind: PartKind,
  path: string,
  codeOf: (params: Record<string, string>) => string,
  deps: { parts: RulesetPartsService; differences: RulesetDifferenceService },
): Route[] {
  const { parts, differences } = deps;
  const versions = `${path}/versions`;
  const one = `${versions}/:version`;
  const view = { right: 'profiles.view' } as const;
  const edit = { right: 'profiles.edit' } as const;
  const keyOf = (params: Record<string, string>) => keyIn(kind, codeOf(params), params);
  return [
    route({
      method: 'post',
      path: versions,
      body: begun,
      status: 201,
      access: edit,
      handle: (call) => parts.beginVersion(kind, codeOf(call.params), call.body.from, askerOf(call)),
    }),
    route({
      method: 'get',
      path: one,
      access: view,
      handle: ({ caller, params }) =>
        kind === 'list'
          ? parts.version(keyOf(params), caller, readListHead)
          : parts.version(keyOf(params), caller, readContent<PartContent[typeof kind]>),
    }),
    route({
      method: 'put',
      path: one,
      body: written,
      bodyLimit: CONTENT_LIMIT[kind],
      access: edit,
      handle: (call) =>
        parts.write(keyOf(call.params), call.body.revision, () => call.body.content, askerOf(call)),
    }),
    route({
      method: 'delete',
      path: one,
      query: discarded,
      access: edit,
      handle: (call) => parts.discard(keyOf(call.params), call.query.revision, askerOf(call)),
    }),
    route({
      method: 'post',
      path: `${one}/steps`,
      body: step,
      access: view,
      handle: (call) => parts.step(keyOf(call.params), call.body, askerOf(call)),
    }),
    route({
      method: 'get',
      path: `${one}/difference`,
      query: compared,
      access: view,
      handle: async ({ caller, params, query }) => ({
        lines: await differences.between(keyOf(params), query.from, caller),
      }),
    }),
  ];
}
