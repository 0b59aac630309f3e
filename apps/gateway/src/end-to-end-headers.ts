/** Headers as Node and undici parse them: lower-case names, repeated values as a list. */
type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** Headers that apply to one connection only (RFC 9110, 7.6.1), and those that announce framing. */
const HOP_BY_HOP = [
  'connection',
  'expect',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
];

/** The headers that a proxy forwards: all but the hop-by-hop ones and those that `Connection` lists. */
export function endToEnd(headers: Headers): Record<string, string | string[] | undefined> {
  const named = [headers.connection ?? []]
    .flat()
    .join(',')
    .toLowerCase()
    .split(/\s*,\s*/);
  const passed = { ...headers };
  for (const name of [...HOP_BY_HOP, ...named]) delete passed[name];
  return passed;
}
