// Structured logs on standard output, one JSON object a line; secrets have no way in, and known ones are cut out.
import type { Log } from '@portal/domain';
import { pino } from 'pino';

const redacted = ['*.tokenSecret', '*.authorization', '*.password'];

export const createLogger = (level: string): Log => {
  const logger = pino({ level, redact: redacted, serializers: { error: pino.stdSerializers.err } });
  return {
    info: (message, fields = {}) => logger.info(fields, message),
    warn: (message, fields = {}) => logger.warn(fields, message),
    error: (message, fields = {}) => logger.error(fields, message),
  };
};
