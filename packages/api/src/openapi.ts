import { generateOpenApiDocument } from 'trpc-to-openapi';
import { appRouter } from './router.ts';
export const openApiDocument = () =>
  generateOpenApiDocument(appRouter, { title: 't', version: '1', baseUrl: '/', openApiVersion: '3.1.0' });
