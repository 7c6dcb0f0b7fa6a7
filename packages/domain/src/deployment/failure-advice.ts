// What the owner of a VM that could not be set up is told to do next. It ends the message; readers of a verdict on the
// template leave it away.

const advice = ' Rebuild it, or delete it and create it again; if that fails too, tell an administrator.';

export const withAdvice = (message: string): string => `${message}${advice}`;

export const withoutAdvice = (message: string): string =>
  message.endsWith(advice) ? message.slice(0, -advice.length) : message;
