package dev.tutti.bench;

import com.sun.jna.Function;
import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** The processor time of this process, all threads, user and system. */
final class ProcessClock {
    private static final OperatingSystemMXBean SYSTEM =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    private static final int PROCESS_CPUTIME_ID = 2;
    private static final boolean LINUX = System.getProperty("os.name", "").equals("Linux");

    private ProcessClock() {}

    static long cpuNanos() {
        if (!LINUX) {
            return SYSTEM.getProcessCpuTime();
        }
        // The management interface counts in ticks of 10 ms there.
        long[] time = new long[2];
        Function clock = Function.getFunction("c", "clock_gettime");
        return clock.invokeInt(new Object[] {PROCESS_CPUTIME_ID, time}) == 0
                ? time[0] * 1_000_000_000L + time[1]
                : SYSTEM.getProcessCpuTime();
    }
}
