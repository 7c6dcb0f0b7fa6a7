// The OpenAPI document and the page to read it on, open to everybody. The page is Swagger UI from its npm package,
// served from our own address under a strict policy: no CDN, and no script that stands in the page itself.
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import openApiJson from '../../openapi.json' with { type: 'json' };
import type { Answer } from '../http/exchange.ts';

const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  // Swagger UI sets widths and the like as attributes of elements.
  "style-src-attr 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The only files of the package that are served, by name. */
const packageFiles = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'favicon-32x32.png': 'image/png',
} as const;
type PackageFile = keyof typeof packageFiles;

const isPackageFile = (name: string): name is PackageFile => Object.hasOwn(packageFiles, name);

const page = (basePath: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Support Provisioning Portal: REST API</title>
<link rel="icon" type="image/png" href="${basePath}/docs/favicon-32x32.png">
<link rel="stylesheet" href="${basePath}/docs/swagger-ui.css">
</head>
<body>
<main id="api"></main>
<noscript>This page needs JavaScript. The document itself is at ${basePath}/openapi.json.</noscript>
<script src="${basePath}/docs/swagger-ui-bundle.js"></script>
<script src="${basePath}/docs/start.js"></script>
</body>
</html>
`;

const startScript = (basePath: string): string => `SwaggerUIBundle({
  url: '${basePath}/openapi.json',
  dom_id: '#api',
  deepLinking: true,
  validatorUrl: null,
  presets: [SwaggerUIBundle.presets.apis],
});
`;

/**
 * Next's bundler replaces what it can read as a module look-up by a number of its own. Taken at run time from the
 * process, `createRequire` stays Node's in both hosts, and looks from this file, where the package is installed.
 */
const readPackageFile = (name: PackageFile): Promise<Uint8Array<ArrayBuffer>> => {
  const require = process.getBuiltinModule('node:module').createRequire(import.meta.url);
  const directory = dirname(require.resolve('swagger-ui-dist/package.json'));
  return readFile(join(directory, name));
};

const textAnswer = (type: string, text: string, headers: Readonly<Record<string, string>> = {}): Answer => ({
  status: 200,
  headers: { 'content-type': `${type}; charset=utf-8`, ...headers },
  body: text,
});

/** Finds what belongs to the documentation by its path below the prefix; null for every other path. */
export const createDocs = (basePath: string) => {
  const documentText = JSON.stringify(openApiJson);
  const files = new Map<PackageFile, Promise<Uint8Array<ArrayBuffer>>>();

  const fileAnswer = async (name: PackageFile): Promise<Answer> => {
    const bytes = files.get(name) ?? readPackageFile(name);
    files.set(name, bytes);
    const headers = { 'content-type': packageFiles[name], 'cache-control': 'public, max-age=3600' };
    return { status: 200, headers, body: await bytes };
  };

  const texts = new Map<string, () => Answer>([
    ['/openapi.json', () => textAnswer('application/json', documentText)],
    ['/docs', () => textAnswer('text/html', page(basePath), { 'content-security-policy': contentSecurityPolicy })],
    ['/docs/start.js', () => textAnswer('text/javascript', startScript(basePath))],
  ]);

  return (path: string): (() => Answer | Promise<Answer>) | null => {
    const text = texts.get(path);
    if (text !== undefined) return text;
    const name = path.startsWith('/docs/') ? path.slice('/docs/'.length) : '';
    return isPackageFile(name) ? () => fileAnswer(name) : null;
  };
};
