-- Gives the lock back, or leaves the queue. ARGV: member.
redis.call('ZREM', holders, ARGV[1])
redis.call('ZREM', queue, ARGV[1])
redis.call('ZREM', waiters, ARGV[1])
redis.call('DEL', bell(ARGV[1]))
forget(ARGV[1])
ring()
return 1
