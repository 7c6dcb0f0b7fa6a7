/** Finds the route of a path: by method and number of segments first, so that a lookup tries a handful of templates. */
import { notImplementedError } from './api-error.ts';
import type { Route } from './route.ts';

interface CompiledRoute {
  readonly route: Route;
  readonly segments: readonly string[];
}

export interface RouteMatch {
  readonly route: Route;
  readonly pathParameters: ReadonlyMap<string, string>;
}

function segmentsOf(path: string): string[] {
  return path.split('/').filter((segment) => segment !== '');
}

/** A percent sign that starts no escape stays what it is, as in Perl. */
function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

function match(compiled: CompiledRoute, segments: readonly string[]): Map<string, string> | null {
  const parameters = new Map<string, string>();
  for (const [index, template] of compiled.segments.entries()) {
    const segment = segments[index] ?? '';
    if (template.startsWith('{')) parameters.set(template.slice(1, -1), segment);
    else if (template !== segment) return null;
  }
  return parameters;
}

export class Router {
  readonly #routes = new Map<string, CompiledRoute[]>();

  constructor(routes: readonly Route[]) {
    for (const route of routes) {
      const segments = segmentsOf(route.path);
      const key = `${route.method} ${segments.length}`;
      this.#routes.set(key, [...(this.#routes.get(key) ?? []), { route, segments }]);
    }
  }

  /** `path` is relative to `/api2/json`, still encoded. */
  look(method: string, path: string): RouteMatch | null {
    const segments = segmentsOf(path).map(decodeSegment);
    for (const compiled of this.#routes.get(`${method} ${segments.length}`) ?? []) {
      const pathParameters = match(compiled, segments);
      if (pathParameters !== null) return { route: compiled.route, pathParameters };
    }
    return null;
  }

  /** Throws PVE's 501. */
  find(method: string, path: string): RouteMatch {
    const found = this.look(method, path);
    if (found !== null) return found;
    throw notImplementedError(method, `/${segmentsOf(path).map(decodeSegment).join('/')}`);
  }
}
