// What may be written about a person, wherever it is written: on a terminal, by a library's route, or by a script.
import { z } from 'zod';
import { rule } from './codes/fields.ts';

/** Control characters, and those that nobody sees: direction marks, joiners, zero widths, line separators. */
export const unseenCharacters = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

/** The most that the database takes, too. */
export const personNameMax = 100;

export const personNameSchema = z
  .string()
  .trim()
  .min(1)
  .max(personNameMax)
  .refine((name) => !unseenCharacters.test(name) && name.isWellFormed(), rule('unseen_characters'));

export const emailSchema = z.string().trim().toLowerCase().max(254).pipe(z.email());

export const passwordMin = 12;
const passwordMax = 128;

export const newPasswordSchema = z.string().min(passwordMin).max(passwordMax);
/** What was chosen under earlier rules is asked for as it is. */
export const givenPasswordSchema = z.string().min(1).max(320);
