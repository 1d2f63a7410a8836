import type { LifeRefusal } from '../../shared/domain/ruleset/life.ts';
import { RequestError } from '../http/errors.ts';

const STATUS_OF_REFUSAL: Record<LifeRefusal, number> = {
  'no-right': 403,
  'own-work': 403,
  'wrong-state': 409,
  'part-of-import': 409,
  'not-for-kind': 400,
  'reason-missing': 400,
  'release-missing': 400,
  'release-unchanged': 409,
};

const MESSAGE_OF_REFUSAL: Record<LifeRefusal, string> = {
  'no-right': 'you lack the right for this where it applies',
  'own-work': 'who wrote on a version, or submitted it, does not decide on it',
  'wrong-state': 'this step does not follow from the state of the version',
  'part-of-import': 'the version came with a ruleset file and is decided on with it',
  'not-for-kind': 'this step does not exist for what this is',
  'reason-missing': 'this step needs a reason',
  'release-missing': 'say how it is to come into force',
  'release-unchanged': 'it is in force in just this way',
};

/** Of what is not there, or out of sight. */
export function unknown(): RequestError {
  return new RequestError(404, 'not-found', 'what is asked for does not exist');
}

/** Of a step that the life of versions forbids. */
export function refused(reason: LifeRefusal): RequestError {
  const code = reason === 'no-right' ? 'outside-scope' : reason;
  return new RequestError(STATUS_OF_REFUSAL[reason], code, MESSAGE_OF_REFUSAL[reason]);
}
