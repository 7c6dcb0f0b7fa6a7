// `pnpm openapi`: writes the document beside the package, where it is committed and served from.
import { writeFile } from 'node:fs/promises';
import { openApiText } from './openapi.ts';

await writeFile(new URL('../openapi.json', import.meta.url), openApiText());
