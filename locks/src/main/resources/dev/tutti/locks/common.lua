-- What the scripts of Tutti's locks share; each is sent with this in front.
--
-- One resource has five keys, which begin alike:
--   holders  sorted set   member -> when its lease ends, in microseconds of the server's clock
--   queue    sorted set   member -> its number in the order of arrival
--   waiters  sorted set   member -> when it counts as gone unless it asks again
--   about    hash         member -> who that is; 't:' member -> its token; 's:' member -> since when
--   token    string       the largest token that was ever granted
-- and for each who waits a list, wake: member, that it listens to.
-- A member is 'r' or 'w' for reading or writing, 'f' or 'p' for fair or writer-preferring, and a name of its own. There are no counters of holders: who is not heard of any more is gone when its time is over.
local holders, queue, waiters, about, tokens = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]

local function whole(number) return string.format('%.0f', number) end

local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000000 + tonumber(time[2])

-- For how many seconds yet a server that was started a moment ago grants nothing, so that those who held locks before can take them back.
local function grace(seconds)
  local up = tonumber(string.match(redis.call('INFO', 'server'), 'uptime_in_seconds:(%d+)'))
  return math.max(0, seconds - up)
end

local function forget(member)
  redis.call('HDEL', about, member, 't:' .. member, 's:' .. member)
end

-- Removes those whose time is over.
local function bury()
  for _, member in ipairs(redis.call('ZRANGEBYSCORE', holders, '-inf', whole(now))) do
    redis.call('ZREM', holders, member)
    forget(member)
  end
  for _, member in ipairs(redis.call('ZRANGEBYSCORE', waiters, '-inf', whole(now))) do
    redis.call('ZREM', waiters, member)
    redis.call('ZREM', queue, member)
    forget(member)
  end
end

local function bell(member) return string.sub(holders, 1, -8) .. 'wake:' .. member end

-- Wakes those who may get what was given back: the first writer, and the readers in front of it.
local function ring()
  for _, member in ipairs(redis.call('ZRANGE', queue, 0, -1)) do
    redis.call('RPUSH', bell(member), '1')
    redis.call('PEXPIRE', bell(member), 3000)
    if string.sub(member, 1, 1) == 'w' then return end
  end
end

local function keep()
  for index = 1, 4 do redis.call('PEXPIRE', KEYS[index], 86400000) end
  redis.call('PEXPIRE', tokens, 2592000000)
end
