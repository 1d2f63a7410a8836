import { z } from 'zod';

/** Codes of districts and houses: what every scope and address can name. */
export const placeCode = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$/, 'expected 1 to 32 letters, digits or . _ -');
