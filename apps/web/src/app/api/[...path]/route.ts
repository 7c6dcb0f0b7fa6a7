// Everything below /api. It answers every method itself: what is not allowed gets its problem details, not Next's bare 405.
import { container } from '@/server/container.ts';

const handle = (request: Request): Promise<Response> => container().handleApi(request);

export { handle as DELETE, handle as GET, handle as OPTIONS, handle as PATCH, handle as POST, handle as PUT };
