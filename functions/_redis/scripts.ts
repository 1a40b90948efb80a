/**
 * The scripts that keep DESIGN's freshness rules atomic. Keys, below the prefix `colophon:`
 *   generation           the running generation g; a Redis that lost it begins another
 *   identity             the database history that the remembered xids belong to
 *   <g>:object:<name>    header line and body; has a TTL, may be evicted
 *   <g>:lease:<name>     the token of the one builder that may fill; has a TTL
 *   <g>:made             hash: name → "snapshot|family|tag,tag"; from an object to what points at it
 *   <g>:tag:<tag>        set: names of the objects built from it
 *   <g>:xids:<tag>       sorted set: xids that made it stale, by xid
 *   <g>:remembered       sorted set: "xid tag" by time, so that memory ends
 *   <g>:family:<family>  sorted set: names by time, so that a family ends
 * What has no TTL cannot be evicted under `volatile-lru`. Xids are compared as decimal strings: Lua's numbers end at 2^53.
 */
const shared = `
local function less(a, b)
  if #a ~= #b then return #a < #b end
  return a < b
end
local function keys(g)
  local p = 'colophon:' .. g .. ':'
  return {
    object = p .. 'object:', lease = p .. 'lease:', made = p .. 'made', tag = p .. 'tag:',
    xids = p .. 'xids:', remembered = p .. 'remembered', family = p .. 'family:',
  }
end
local function parse(snapshot)
  local xmin, xmax, list = string.match(snapshot, '^(%d+):(%d+):([%d,]*)$')
  local running = {}
  for xid in string.gmatch(list, '%d+') do running[xid] = true end
  return { xmin = xmin, xmax = xmax, running = running }
end
local function holds(s, xid)
  return less(xid, s.xmin) or (less(xid, s.xmax) and not s.running[xid])
end
local function forget(k, name)
  local made = redis.call('HGET', k.made, name)
  if not made then return end
  redis.call('HDEL', k.made, name)
  local family, tags = string.match(made, '^[^|]*|([^|]*)|(.*)$')
  for tag in string.gmatch(tags, '[^,]+') do redis.call('SREM', k.tag .. tag, name) end
  if family ~= '' then redis.call('ZREM', k.family .. family, name) end
end
local function drop(k, name)
  redis.call('DEL', k.object .. name)
  forget(k, name)
end
local function now()
  local t = redis.call('TIME')
  return t[1] * 1000 + math.floor(t[2] / 1000)
end
-- Forgets at most \`most\` xids that are older than \`keep\` milliseconds.
local function prune(k, keep, most)
  local old = redis.call('ZRANGEBYSCORE', k.remembered, '-inf', now() - keep, 'LIMIT', 0, most)
  for _, entry in ipairs(old) do
    local xid, tag = string.match(entry, '^(%d+) (.*)$')
    redis.call('ZREM', k.xids .. tag, xid)
    redis.call('ZREM', k.remembered, entry)
  end
  return #old
end
`;

/** → ['hit', g, value] | ['lease', g] | ['wait', g]. ARGV: name, token, lease ms, a generation to begin with, '1' to build though there is one. */
export const lease = `
${shared}
local name, token, life, fresh, anew = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]
local g = redis.call('GET', KEYS[1])
if not g then
  g = fresh
  redis.call('SET', KEYS[1], g)
end
local k = keys(g)
if anew ~= '1' then
  local value = redis.call('GET', k.object .. name)
  if value then return { 'hit', g, value } end
end
if redis.call('SET', k.lease .. name, token, 'NX', 'PX', life) then return { 'lease', g } end
return { 'wait', g }
`;

/**
 * Stores what was built, if the lease is still held and the object holds every xid remembered for each of its tags.
 * Either way the lease is given back. → 'stored' | 'refused'. ARGV: g, name, token, snapshot, tags, value, ttl ms, family, its limit.
 * The object is written first: without memory that fails before anything has changed.
 */
export const fill = `
${shared}
local g, name, token, snapshot, tags = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]
local value, ttl, family, limit = ARGV[6], ARGV[7], ARGV[8], tonumber(ARGV[9])
if redis.call('GET', KEYS[1]) ~= g then return 'refused' end
local k = keys(g)
if redis.call('GET', k.lease .. name) ~= token then return 'refused' end
local s = parse(snapshot)
for tag in string.gmatch(tags, '[^,]+') do
  -- Below xmin all is held. The score is a double, so the range begins a little early and the strings decide.
  local from = string.format('%.0f', math.max(0, tonumber(s.xmin) - 4096))
  for _, xid in ipairs(redis.call('ZRANGEBYSCORE', k.xids .. tag, from, '+inf')) do
    if not holds(s, xid) then
      redis.call('DEL', k.lease .. name)
      return 'refused'
    end
  end
end
redis.call('SET', k.object .. name, value, 'PX', ttl)
forget(k, name)
redis.call('HSET', k.made, name, snapshot .. '|' .. family .. '|' .. tags)
for tag in string.gmatch(tags, '[^,]+') do redis.call('SADD', k.tag .. tag, name) end
if family ~= '' then
  redis.call('ZADD', k.family .. family, now(), name)
  while redis.call('ZCARD', k.family .. family) > limit do
    drop(k, redis.call('ZPOPMIN', k.family .. family)[1])
  end
end
redis.call('DEL', k.lease .. name)
return 'stored'
`;

/** Gives a lease back without filling. ARGV: g, name, token. */
export const giveBack = `
${shared}
local k = keys(ARGV[1])
if redis.call('GET', k.lease .. ARGV[2]) == ARGV[3] then redis.call('DEL', k.lease .. ARGV[2]) end
return 'ok'
`;

/**
 * Drops the objects of these tags that do not hold the xid, remembers it, and tells the edges. → [outcome, dropped].
 * An event of another database is answered 'foreign' and changes nothing. ARGV: identity, xid, keep ms, tags.
 * It deletes first and may run without memory to spare. It walks a set in chunks: \`unpack\` ends at some thousands.
 */
export const invalidate = `#!lua flags=allow-oom
${shared}
local identity, xid, keep, tags = ARGV[1], ARGV[2], tonumber(ARGV[3]), ARGV[4]
local known = redis.call('GET', KEYS[2])
if known and identity ~= '' and known ~= identity then return { 'foreign', 0 } end
local dropped = 0
local g = redis.call('GET', KEYS[1])
if g then
  local k = keys(g)
  for tag in string.gmatch(tags, '[^,]+') do
    local cursor = '0'
    local stale = {}
    repeat
      local page = redis.call('SSCAN', k.tag .. tag, cursor, 'COUNT', 1000)
      cursor = page[1]
      for _, name in ipairs(page[2]) do
        local made = redis.call('HGET', k.made, name)
        if not made or not holds(parse(string.match(made, '^[^|]*')), xid) then stale[#stale + 1] = name end
      end
    until cursor == '0'
    for _, name in ipairs(stale) do
      drop(k, name)
      redis.call('SREM', k.tag .. tag, name)
      dropped = dropped + 1
    end
  end
  prune(k, keep, 200)
  local at = now()
  for tag in string.gmatch(tags, '[^,]+') do
    redis.call('ZADD', k.xids .. tag, xid, xid)
    redis.call('ZADD', k.remembered, at, xid .. ' ' .. tag)
  end
end
redis.call('PUBLISH', 'colophon:invalidated', cjson.encode({ xid = xid, tags = tags, generation = g or '' }))
return { 'invalidated', dropped }
`;

/** Heals one key: nothing is remembered. ARGV: name. */
export const dropKey = `#!lua flags=allow-oom
${shared}
local g = redis.call('GET', KEYS[1])
if g then drop(keys(g), ARGV[1]) end
redis.call('PUBLISH', 'colophon:invalidated', cjson.encode({ name = ARGV[1], generation = g or '' }))
return 'dropped'
`;

/**
 * Begins a new generation when the database's history or the Redis server is another one than before, or when told to.
 * → '1' if it did. ARGV: a new generation, identity ('' is any), run id of this Redis ('' is any), '1' to do it anyway.
 */
export const begin = `#!lua flags=allow-oom
local fresh, identity, run, anyway = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local function other(key, value)
  return value ~= '' and redis.call('GET', key) ~= value
end
if anyway ~= '1' and redis.call('GET', KEYS[1]) and not other(KEYS[2], identity) and not other(KEYS[3], run) then return '0' end
local old = redis.call('GET', KEYS[1])
if old then redis.call('SADD', KEYS[4], old) end
redis.call('SET', KEYS[1], fresh)
if identity ~= '' then redis.call('SET', KEYS[2], identity) end
if run ~= '' then redis.call('SET', KEYS[3], run) end
redis.call('PUBLISH', 'colophon:invalidated', cjson.encode({ everything = true, generation = fresh }))
return '1'
`;

/** Removes index entries of objects that are gone, object by object in one script each time. ARGV: g, keep ms, names… → how many were gone. */
export const sweepGone = `#!lua flags=allow-oom
${shared}
local k = keys(ARGV[1])
local gone = 0
for i = 3, #ARGV do
  if redis.call('EXISTS', k.object .. ARGV[i]) == 0 then
    forget(k, ARGV[i])
    gone = gone + 1
  end
end
prune(k, tonumber(ARGV[2]), 500)
return gone
`;
