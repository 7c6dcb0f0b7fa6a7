/** Carries out a fault on the wire: the ways in which an answer gets lost, late, cut or replaced. */
import type { ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { FaultAction } from '../control/control-schema.ts';
import { cut } from './port.ts';
import { type RefusedCall, refusalError } from './refusals.ts';
import { errorAnswer, type WireAnswer, writeAnswer, writeHead } from './wire-answer.ts';

const proxyPage = '<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>';
const slowPieces = 10;

/** The call that the fault hits. */
export interface FaultedCall extends Omit<RefusedCall, 'text'> {
  /** Whether this release of PVE repeats its errors in the body. */
  readonly errorsHaveMessage: boolean;
  /** The real answer; null where the call never happened. */
  readonly answer: WireAnswer | null;
}

/** What a fault answers without knowing the real answer, or null where there is none to give. */
function substitute(action: FaultAction, call: FaultedCall): WireAnswer | null {
  if (action.kind === 'refuse') {
    return errorAnswer(refusalError(action.as, { ...call, text: action.text }), call.errorsHaveMessage);
  }
  if (action.kind === 'status') {
    return {
      status: action.status,
      reason: action.reason,
      contentType: action.contentType ?? null,
      body: action.body ?? '',
      close: action.body === undefined,
    };
  }
  if (action.kind === 'html')
    return {
      status: action.status ?? 200,
      reason: action.status === undefined ? 'OK' : 'Bad Gateway',
      contentType: 'text/html',
      body: proxyPage,
      close: false,
    };
  if (action.kind === 'empty') {
    return { status: 200, reason: 'OK', contentType: 'application/json;charset=UTF-8', body: '', close: false };
  }
  return null;
}

async function writeSlowly(response: ServerResponse, answer: WireAnswer, ms: number): Promise<void> {
  writeHead(response, answer);
  const body = Buffer.from(answer.body);
  const size = Math.max(1, Math.ceil(body.length / slowPieces));
  for (let start = 0; start < body.length && !response.destroyed; start += size) {
    response.write(body.subarray(start, start + size));
    await delay(ms / slowPieces);
  }
  response.end();
}

function writeHalf(response: ServerResponse, answer: WireAnswer): void {
  writeHead(response, answer);
  const body = Buffer.from(answer.body);
  response.write(body.subarray(0, Math.floor(body.length / 2)), () => response.socket?.destroy());
}

/** Whether the fault can do without the call, so that `before` means the call never happens. */
export function replacesAnswer(action: FaultAction): boolean {
  return ['status', 'reset', 'hang', 'html', 'empty', 'refuse'].includes(action.kind);
}

/** Returns the status that went out; 0 for none. */
export async function answerWithFault(
  response: ServerResponse,
  action: FaultAction,
  call: FaultedCall,
): Promise<number> {
  if (action.kind === 'reset') {
    if (response.socket !== null) cut(response.socket);
    return 0;
  }
  if (action.kind === 'hang') {
    if (action.ms === undefined) return 0;
    const timer = setTimeout(() => response.socket?.destroy(), action.ms).unref();
    response.once('close', () => clearTimeout(timer));
    return 0;
  }
  const sent = substitute(action, call) ?? call.answer;
  if (sent === null) throw new Error(`a fault of kind '${action.kind}' needs an answer to spoil`);
  if (action.kind === 'truncate') writeHalf(response, sent);
  else if (action.kind === 'slowBody') await writeSlowly(response, sent, action.ms);
  else writeAnswer(response, sent);
  return sent.status;
}
