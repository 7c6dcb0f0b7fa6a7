/** What the check of a cluster found, one line a check, and the table that an operator reads. */

type Verdict = 'ok' | 'warn' | 'fail';

export interface Finding {
  readonly check: string;
  readonly verdict: Verdict;
  readonly found: string;
  /** What to do about it; absent where there is nothing to do. */
  readonly todo?: string;
}

export const ok = (check: string, found: string): Finding => ({ check, verdict: 'ok', found });

export const warn = (check: string, found: string, todo: string): Finding => ({ check, verdict: 'warn', found, todo });

export const fail = (check: string, found: string, todo: string): Finding => ({ check, verdict: 'fail', found, todo });

/** As it is printed: the check padded to the others', what to do on a line of its own. */
export function line({ check, verdict, found, todo }: Finding): string {
  const what = `  ${verdict.padEnd(5)} ${check.padEnd(CHECK_WIDTH)} ${found}`;
  return todo === undefined ? what : `${what}\n${' '.repeat(CHECK_WIDTH + 9)}→ ${todo}`;
}

const CHECK_WIDTH = 14;

export function summary(findings: readonly Finding[]): string {
  const count = (verdict: Verdict) => findings.filter((finding) => finding.verdict === verdict).length;
  return `${count('ok')} ok, ${count('warn')} to look at, ${count('fail')} failed`;
}

/** Names for people: the first few, and how many more there are. */
export function some(names: readonly (string | number)[], most = 8): string {
  const shown = names.slice(0, most).join(', ');
  return names.length > most ? `${shown} and ${names.length - most} more` : shown;
}
