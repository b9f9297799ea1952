-- Begins the lease anew. ARGV: member, lease, who, grace in seconds, token, since. Returns 1, or 0 if the lock is lost.
local me, lease, token = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[5])

local ends = redis.call('ZSCORE', holders, me)
if ends then
  if tonumber(ends) <= now then return 0 end
elseif grace(tonumber(ARGV[4])) == 0 then
  return 0
else
  -- The server was started a moment ago without what it knew, and has granted nothing since: the lock is taken back. Unless somebody with
  -- less patience has come in between, which the tokens tell.
  local largest = tonumber(redis.call('GET', tokens) or '0')
  if string.sub(me, 1, 1) == 'w' then
    if largest > token then return 0 end
  else
    for _, member in ipairs(redis.call('ZRANGE', holders, 0, -1)) do
      local other = tonumber(redis.call('HGET', about, 't:' .. member) or '0')
      if string.sub(member, 1, 1) == 'w' and other > token then return 0 end
    end
  end
  redis.call('SET', tokens, whole(math.max(largest, token)))
  redis.call('HSET', about, me, ARGV[3], 't:' .. me, whole(token), 's:' .. me, ARGV[6])
end
redis.call('ZADD', holders, whole(now + lease), me)
keep()
return 1
