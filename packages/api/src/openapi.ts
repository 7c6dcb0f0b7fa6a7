// The OpenAPI document, and the text in which it is committed.
import { openApiDocument } from './openapi/document.ts';

export { openApiDocument } from './openapi/document.ts';

export const openApiText = (): string => `${JSON.stringify(openApiDocument(), null, 2)}\n`;
