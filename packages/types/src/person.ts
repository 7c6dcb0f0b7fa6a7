// What may be written about a person, wherever it is written: on a terminal, by a library's route, or by a script.
import { z } from 'zod';

/** Control characters, and those that nobody sees: direction marks, joiners, zero widths, line separators. */
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

/** The most that the database takes, too. */
export const personNameMax = 100;

export const personNameSchema = z
  .string()
  .trim()
  .min(1, 'Write a name.')
  .max(personNameMax, `Write a name of at most ${personNameMax} characters.`)
  .refine((name) => !unseen.test(name) && name.isWellFormed(), 'Write the name without invisible characters.');

export const emailSchema = z
  .string()
  .trim()
  .toLowerCase()
  .max(254, 'Write an e-mail address of at most 254 characters.')
  .pipe(z.email('Write an e-mail address, such as ada@example.com.'));

export const passwordMin = 12;
const passwordMax = 128;

export const newPasswordSchema = z
  .string()
  .min(passwordMin, `Choose a password of at least ${passwordMin} characters.`)
  .max(passwordMax, `Choose a password of at most ${passwordMax} characters.`);
