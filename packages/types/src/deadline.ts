/**
 * Until when a change asked for by the portal's pages counts, in the server's own time (ISO 8601). Later it is refused: it was
 * held up on its way, as by a laptop that slept.
 */
export const deadlineHeader = 'x-request-deadline';
