// A page's query as URLSearchParams, the same type that the browser's side reads.
export type PageSearch = Promise<Record<string, string | string[] | undefined>>;

export const searchParamsOf = async (search: PageSearch): Promise<URLSearchParams> =>
  new URLSearchParams(
    Object.entries(await search).flatMap(([name, value]) => [value ?? []].flat().map((item) => [name, item])),
  );
