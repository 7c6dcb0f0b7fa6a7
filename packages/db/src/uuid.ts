// Ids come from outside as any text. One that is no UUID names nothing, and must not reach a uuid column.
const form = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export const isUuid = (text: string): boolean => form.test(text);
