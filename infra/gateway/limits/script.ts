/**
 * Says who is there, writes down what this process has counted, and takes what it asks for as far as there is room with what
 * all processes have counted. Each process has a field of its own and writes the whole of its count: heard twice, late, or by
 * a Redis that has forgotten everything, it is right again.
 *
 * ARGV: the process, how long it counts as there, and for each counter: key, window, limit, index of the process's window, its
 * count in that window, how many it asks for.
 * Answers: the time, the number of processes, and for each counter: index, counts of the others in this window and in the one
 * before, how many were granted.
 */
export const settleScript = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local me = ARGV[1]
local alive = 'colophon:limits:processes'
redis.call('ZADD', alive, now, me)
redis.call('ZREMRANGEBYSCORE', alive, '-inf', now - ARGV[2])
redis.call('PEXPIRE', alive, ARGV[2])

local function total(key)
  local sum = 0
  for _, count in ipairs(redis.call('HVALS', key)) do sum = sum + count end
  return sum
end

local answer = { now, redis.call('ZCARD', alive) }
for i = 3, #ARGV, 6 do
  local name, window, limit = 'colophon:limit:' .. ARGV[i] .. ':', tonumber(ARGV[i + 1]), tonumber(ARGV[i + 2])
  local theirs, mine, wanted = tonumber(ARGV[i + 3]), tonumber(ARGV[i + 4]), tonumber(ARGV[i + 5])
  local index = math.floor(now / window)
  local passed = now / window - index
  -- A process whose clock is a little ahead has turned to the next window already.
  if theirs > index then index, passed = theirs, 0 end
  local current, before = name .. index, name .. (index - 1)
  if theirs >= index - 1 and mine > 0 then
    redis.call('HSET', name .. theirs, me, mine)
    redis.call('PEXPIRE', name .. theirs, 2 * window + 1000)
  elseif theirs >= index - 1 then
    redis.call('HDEL', name .. theirs, me)
  end
  local sum, sumBefore = total(current), total(before)
  local room = math.floor(limit - sum - sumBefore * (1 - passed) + 1e-6)
  local granted = math.max(0, math.min(wanted, room))
  if granted > 0 then
    redis.call('HINCRBY', current, me, granted)
    redis.call('PEXPIRE', current, 2 * window + 1000)
  end
  local own = tonumber(redis.call('HGET', current, me) or 0)
  local ownBefore = tonumber(redis.call('HGET', before, me) or 0)
  answer[#answer + 1] = index
  answer[#answer + 1] = sum + granted - own
  answer[#answer + 1] = sumBefore - ownBefore
  answer[#answer + 1] = granted
end
return answer
`;
