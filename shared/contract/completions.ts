import { z } from 'zod';
import { findField } from '../domain/targeting/catalogue.ts';

/** Values that one answer proposes at most. */
export const MAX_COMPLETIONS = 20;

/** `GET /api/completions`: values of a text field, or of a national attribute, that begin with what was typed. */
export const completionQuery = z.strictObject({
  field: z.string().max(100).refine(holdsText, { error: 'expected a field that holds text' }),
  prefix: z.string().max(64).default(''),
});

/** A value that is known to occur, with where: the most frequent come first. */
export interface Completion {
  value: string;
  /** Goods items declared with it that the price references were made of; null where these do not tell. */
  goodsItems: number | null;
  /** Profiles that the reader sees and whose condition names it. */
  profiles: number;
}

function holdsText(field: string): boolean {
  const type = findField(field)?.type;
  return type === 'text' || type === 'textList' || type === 'any';
}
