import { container } from '@/server/container.ts';

const handle = (request: Request): Promise<Response> => container().handleTrpc(request);

export { handle as GET, handle as POST };
