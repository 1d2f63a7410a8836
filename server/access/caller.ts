import {
  decideAccess,
  scopesWith,
  type AccessDecision,
  type Grant,
} from '../../shared/domain/access/grant.ts';
import type { Right } from '../../shared/domain/access/right.ts';
import type { DistrictOf, ScopeId } from '../../shared/domain/access/scope.ts';
import type { Doer } from '../../shared/platform/stores/access-event.store.ts';

/** Who stands behind a request or a socket. */
export type Identity =
  | {
      kind: 'person';
      id: string;
      name: string;
      email: string;
      locale: string;
      sessionId: string;
      demonstration: boolean;
      /** The rules ask for a second factor and this session has none: no right counts until it has. */
      lacksSecondFactor: boolean;
    }
  | { kind: 'machine'; id: string; name: string; keyId: string; declarationsPerMinute: number | null }
  | { kind: 'display'; id: string; name: string; locale: string; page: string };

export type CallerKind = Identity['kind'];

/** An identity with what it may do: the one thing that HTTP, sockets, exports and lists ask. */
export class Caller {
  readonly identity: Identity;
  readonly grants: readonly Grant[];
  readonly #districtOf: DistrictOf;

  constructor(identity: Identity, grants: readonly Grant[], districtOf: DistrictOf) {
    this.identity = identity;
    this.grants = grants;
    this.#districtOf = districtOf;
  }

  /** Whether `right` is held at `scope`. */
  decide(right: Right, scope: ScopeId): AccessDecision {
    return decideAccess(this.grants, right, scope, this.#districtOf);
  }

  may(right: Right, scope: ScopeId): boolean {
    return this.decide(right, scope).allowed;
  }

  /** The widest scopes at which `right` is held: what a list may show, and what `readAs` takes. */
  scopesWith(right: Right): ScopeId[] {
    return scopesWith(this.grants, right, this.#districtOf);
  }

  /** Every right held somewhere, with where: what the web app shows and hides by. */
  rights(): Partial<Record<Right, ScopeId[]>> {
    const all = new Set(this.grants.flatMap((grant) => grant.rights));
    return Object.fromEntries(
      [...all].map((right) => [right, this.scopesWith(right)]).filter(([, scopes]) => scopes!.length > 0),
    );
  }

  /** As the access log names it. */
  get doer(): Doer {
    const { kind, id, name } = this.identity;
    return { kind, id, name };
  }
}
