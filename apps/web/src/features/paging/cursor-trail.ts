// Pages of a cursor list in the address: `after` holds the cursor of each page walked through, the last one is shown.
// Changing a filter begins again at the first page.

const cursorParameter = 'after';

export const cursorTrail = (params: URLSearchParams): readonly string[] =>
  params.getAll(cursorParameter).filter((cursor) => cursor !== '');

/** What is asked for, for the page that is shown. */
export const pageAsked = (
  params: URLSearchParams,
  limit: number,
): { readonly limit: number; readonly cursor?: string } => {
  const cursor = cursorTrail(params).at(-1);
  return { limit, ...(cursor !== undefined && { cursor }) };
};

const withTrail = (pathname: string, params: URLSearchParams, trail: readonly string[]): string => {
  const next = new URLSearchParams(params);
  next.delete(cursorParameter);
  for (const cursor of trail) next.append(cursorParameter, cursor);
  const query = next.toString();
  return query === '' ? pathname : `${pathname}?${query}`;
};

export interface PageLinks {
  readonly page: number;
  readonly previousHref: string | null;
  readonly nextHref: string | null;
}

export const pageLinks = (pathname: string, params: URLSearchParams, nextCursor: string | null): PageLinks => {
  const trail = cursorTrail(params);
  return {
    page: trail.length + 1,
    previousHref: trail.length === 0 ? null : withTrail(pathname, params, trail.slice(0, -1)),
    nextHref: nextCursor === null ? null : withTrail(pathname, params, [...trail, nextCursor]),
  };
};

/** The address with one filter changed, at its first page; null takes the filter away. */
export const withFilter = (
  pathname: string,
  params: URLSearchParams,
  change: Readonly<Record<string, string | null>>,
): string => {
  const next = new URLSearchParams(params);
  for (const [name, value] of Object.entries(change)) {
    if (value === null || value === '') next.delete(name);
    else next.set(name, value);
  }
  return withTrail(pathname, next, []);
};
