// A server that knows PVE's schema and nothing else: it keeps each request, and answers with one of the answers that
// the schema allows.
import { createServer, type IncomingMessage } from 'node:http';
import { answersOf, type GeneratedAnswer } from './pve-answers.ts';
import { readForm, type SentRequest } from './pve-requests.ts';
import { type ApiSchema, findMethod } from './pve-schema.ts';

export interface SchemaServer extends AsyncDisposable {
  readonly url: string;
  /** Since the last time. */
  takeRequests(): readonly SentRequest[];
  /** Which of its possible answers each method gives from now on; the last one where it has fewer. */
  answerWith(index: number): void;
  /** The answers given since the last time: their names, and how many there would be to choose from at most. */
  takeAnswers(): { readonly names: readonly string[]; readonly choices: number };
}

const readBody = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
};

const readRequest = async (request: IncomingMessage): Promise<SentRequest> => {
  const [path = '', query = ''] = (request.url ?? '').replace('/api2/json', '').split('?');
  const parameters = readForm(`${query}&${await readBody(request)}`);
  return { method: request.method ?? '', path, parameters };
};

export const startSchemaServer = async (api: ApiSchema): Promise<SchemaServer> => {
  let requests: SentRequest[] = [];
  let answers: { name: string; choices: number }[] = [];
  let chosen = 0;
  const known = new Map<string, readonly GeneratedAnswer[]>();

  const answer = (request: SentRequest): unknown => {
    requests.push(request);
    const found = findMethod(api, request.method, request.path);
    if (found === null) return null;
    const possible = known.get(found.name) ?? answersOf(found);
    known.set(found.name, possible);
    const given = possible[Math.min(chosen, possible.length - 1)];
    if (given === undefined) throw new Error(`no answer for ${found.name}`);
    answers.push({ name: given.name, choices: possible.length });
    return { data: given.data, ...(Array.isArray(given.data) ? { total: 7 } : {}) };
  };

  const server = createServer((request, response) => {
    void readRequest(request).then((sent) => {
      const body = answer(sent);
      response.writeHead(body === null ? 501 : 200, { 'content-type': 'application/json;charset=UTF-8' });
      response.end(JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    answerWith(index) {
      chosen = index;
    },
    takeRequests() {
      const taken = requests;
      requests = [];
      return taken;
    },
    takeAnswers() {
      const taken = answers;
      answers = [];
      return { names: taken.map(({ name }) => name), choices: Math.max(0, ...taken.map(({ choices }) => choices)) };
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
