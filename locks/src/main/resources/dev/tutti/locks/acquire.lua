-- Asks for the lock. ARGV: member, lease, time to wait for the next question (0: no place in the queue), who, grace in seconds.
-- Returns {1, token}, or {0, what is in the way ('grace', 'holder' or 'waiter'), about it, since or seconds, token,
-- its member, microseconds after which to ask again even if nobody wakes the asker}.
local me, lease, patience, who = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), ARGV[4]
local writes = string.sub(me, 1, 1) == 'w'

bury()
if redis.call('ZSCORE', holders, me) then -- The answer to an earlier question was lost on its way.
  redis.call('ZADD', holders, whole(now + lease), me)
  return {1, redis.call('HGET', about, 't:' .. me)}
end

local reason, blocker
for _, member in ipairs(redis.call('ZRANGE', holders, 0, -1)) do
  if writes or string.sub(member, 1, 1) == 'w' then
    reason, blocker = 'holder', member
    break
  end
end

-- Who in the queue goes first? A writer goes behind the writers and the fair readers that came before it, a fair reader behind the writers that
-- came before it, any other reader behind all writers. So nobody waits for two that wait for each other, however the two kinds are mixed.
local place = redis.call('ZSCORE', queue, me)
local mine = place and tonumber(place) or math.huge
local yields = string.sub(me, 1, 2) == 'rp'
local listed = redis.call('ZRANGE', queue, 0, -1, 'WITHSCORES')
for index = 1, reason and 0 or #listed, 2 do
  local member, before = listed[index], tonumber(listed[index + 1]) < mine
  local writer, polite = string.sub(member, 1, 1) == 'w', string.sub(member, 1, 2) == 'rp'
  if member ~= me and ((writer and (before or yields)) or (writes and before and not polite)) then
    reason, blocker = 'waiter', member
    break
  end
end

local left = 0
if not reason then
  left = grace(tonumber(ARGV[5]))
  if left > 0 then reason = 'grace' end
end

if not reason then
  local token = math.max(tonumber(redis.call('GET', tokens) or '0') + 1, now)
  redis.call('SET', tokens, whole(token))
  redis.call('ZADD', holders, whole(now + lease), me)
  redis.call('HSET', about, me, who, 't:' .. me, whole(token), 's:' .. me, whole(now))
  redis.call('ZREM', queue, me)
  redis.call('ZREM', waiters, me)
  redis.call('DEL', bell(me))
  keep()
  return {1, whole(token)}
end

if patience > 0 then
  if mine == math.huge then
    local last = redis.call('ZRANGE', queue, -1, -1, 'WITHSCORES')
    redis.call('ZADD', queue, whole(tonumber(last[2] or '0') + 1), me)
    redis.call('HSET', about, me, who, 's:' .. me, whole(now))
  end
  redis.call('ZADD', waiters, whole(now + patience), me)
  keep()
end
if reason == 'grace' then return {0, reason, '', whole(left), '0', '', whole(100000)} end
local again = patience
if reason == 'holder' then again = tonumber(redis.call('ZSCORE', holders, blocker)) - now end
return {0, reason, redis.call('HGET', about, blocker) or '', redis.call('HGET', about, 's:' .. blocker) or '0',
  redis.call('HGET', about, 't:' .. blocker) or '0', blocker, whole(again)}
