import type { AdministrationRefusal } from '../../shared/domain/access/administration.ts';

const MESSAGES: Record<AdministrationRefusal, string> = {
  'out-of-sight': 'what is asked for does not exist',
  'own-account': 'nobody does this to their own account',
  'reaches-outside': 'the account has roles or rights lent to it outside the places you administer',
  'outside-scope': 'the right "people.manage" does not reach that place',
  'unknown-scope': 'no place has this scope',
  'level-not-allowed': 'the role cannot be held at a place of this level',
  'no-assignment': 'an account needs a role within the places you administer',
  'demonstration-account': 'accounts of the demonstration are changed in a demonstration alone',
  'last-administrator': 'the nation would be left without an administrator who can sign in',
  'account-disabled': 'the account is disabled',
  'has-joined': 'the invitation has been taken up: reset the password instead',
  'not-joined': 'the invitation has not been taken up: invite again instead',
  'not-lendable': 'these rights cannot be lent',
  'no-time': 'a loan must end after it begins, and not in the past',
  'too-long': 'rights are lent for 90 days at most',
};

/** The rules of administration forbid what was asked for. */
export class AdministrationRefusedError extends Error {
  override name = 'AdministrationRefusedError';
  readonly reason: AdministrationRefusal;

  constructor(reason: AdministrationRefusal) {
    super(MESSAGES[reason]);
    this.reason = reason;
  }
}

/** Somebody else has changed the roles meanwhile. */
export class AssignmentsChangedError extends Error {
  override name = 'AssignmentsChangedError';

  constructor() {
    super('somebody else has changed the roles of this account meanwhile');
  }
}
