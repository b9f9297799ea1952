-- Lists who holds the lock and who waits for it; changes nothing. Returns five texts each: 'holder' or 'waiter', member, who, since, token.
local found = {}
local function add(kind, member)
  for _, text in ipairs({kind, member, redis.call('HGET', about, member) or '', redis.call('HGET', about, 's:' .. member) or '0',
      redis.call('HGET', about, 't:' .. member) or '0'}) do
    found[#found + 1] = text
  end
end
for _, member in ipairs(redis.call('ZRANGEBYSCORE', holders, '(' .. whole(now), '+inf')) do add('holder', member) end
for _, member in ipairs(redis.call('ZRANGE', queue, 0, -1)) do
  if tonumber(redis.call('ZSCORE', waiters, member) or '0') > now then add('waiter', member) end
end
return found
