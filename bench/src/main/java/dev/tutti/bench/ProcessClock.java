package dev.tutti.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** The processor time of this process, all threads, user and system. */
final class ProcessClock {
    private static final OperatingSystemMXBean SYSTEM =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    private ProcessClock() {}

    static long cpuNanos() {
        return SYSTEM.getProcessCpuTime();
    }
}
