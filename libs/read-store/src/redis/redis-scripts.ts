/**
 * Lua runs atomically in Redis. The keys of a projection share a hash tag, hence a slot:
 *
 * - KEYS[1] the head, a hash: checkpoint, id of the last commit, numbers of rows and places;
 * - KEYS[2] the rows, a hash: row key → places of the row, joined by U+001E, a line feed, its JSON;
 * - KEYS[3] the places of all rows in all indexes, a sorted set of `index U+001F order U+001F key`
 *   whose scores are all 0, so that it orders by bytes.
 *
 * The numbers in the head tell a projection of which Redis lost a key, by eviction for instance.
 * Nothing is left of such a one, and its projector begins at the start.
 */
const HEAD = String.raw`
local function head()
  local stored = redis.call('HMGET', KEYS[1], 'checkpoint', 'commit', 'rows', 'places')
  local rows, places = redis.call('HLEN', KEYS[2]), redis.call('ZCARD', KEYS[3])
  if rows == tonumber(stored[3] or -1) and places == tonumber(stored[4] or -1) then
    return stored[1], stored[2]
  end
  redis.call('UNLINK', KEYS[1], KEYS[2], KEYS[3])
  return '0'
end
`;

/** → the checkpoint. */
export const CHECKPOINT = `${HEAD}
return (head())
`;

/**
 * ARGV: expected checkpoint, next checkpoint, commit id, then a key and a value per row; an empty
 * value removes the row. → 1, or 0 when the stored checkpoint is another. A commit that is sent again
 * because its answer got lost is told by its id and answered alike.
 */
export const COMMIT = `${HEAD}${String.raw`
local expected, next, id = ARGV[1], ARGV[2], ARGV[3]
local checkpoint, last = head()
if last == id then return 1 end
if checkpoint ~= expected then return 0 end

local function places(value)
  return string.match(value, '^[^\n]*')
end

for i = 4, #ARGV, 2 do
  local key, value = ARGV[i], ARGV[i + 1]
  local before = places(redis.call('HGET', KEYS[2], key) or '')
  local after = places(value)
  if before ~= after then
    for place in string.gmatch(before, '[^\30]+') do redis.call('ZREM', KEYS[3], place) end
    for place in string.gmatch(after, '[^\30]+') do redis.call('ZADD', KEYS[3], 0, place) end
  end
  if value == '' then
    redis.call('HDEL', KEYS[2], key)
  else
    redis.call('HSET', KEYS[2], key, value)
  end
end
redis.call('HSET', KEYS[1], 'checkpoint', next, 'commit', id,
  'rows', redis.call('HLEN', KEYS[2]), 'places', redis.call('ZCARD', KEYS[3]))
return 1
`}`;

/** ARGV: the range command, its two bounds, limit. → place and value of each row, by turns. */
export const RANGE = String.raw`
local page = {}
for _, place in ipairs(redis.call(ARGV[1], KEYS[3], ARGV[2], ARGV[3], 'LIMIT', 0, ARGV[4])) do
  local value = redis.call('HGET', KEYS[2], string.match(place, '[^\31]*$'))
  if value then
    page[#page + 1] = place
    page[#page + 1] = value
  end
end
return page
`;
