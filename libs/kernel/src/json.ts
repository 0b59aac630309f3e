/** What an event, a message or a row may hold. Numbers are integers; amounts are strings. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;
export type JsonObject = { readonly [member: string]: Json | undefined };
