// Structured logs on standard output, one JSON object a line.
import type { EdgeOptions } from '@portal/api/edge';
import { pino } from 'pino';

export const createLog = (level: string): EdgeOptions['log'] => {
  const logger = pino({ level, serializers: { err: pino.stdSerializers.err, error: pino.stdSerializers.err } });
  return {
    info: (message, fields = {}) => logger.info(fields, message),
    warn: (message, fields = {}) => logger.warn(fields, message),
    error: (message, fields = {}) => logger.error(fields, message),
  };
};
