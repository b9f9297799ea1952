package dev.tutti.storage.lock;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class ProcessIdentityTest {
    @Test
    void thisProcessLives() {
        ProcessIdentity self = ProcessIdentity.current();
        assertThat(self.isAlive()).isTrue();
        assertThat(self.isLocal()).isTrue();
        assertThat(ProcessIdentity.of(self.pid())).contains(self);
    }

    @Test
    void aPidThatWasGivenToAnotherIsNotTheProcess() {
        ProcessIdentity self = ProcessIdentity.current();
        assertThat(new ProcessIdentity(self.pid(), self.startTime() - 10_000, self.host(), self.bootId()).isAlive())
                .isFalse();
        assertThat(new ProcessIdentity(self.pid(), self.startTime(), self.host(), "another boot").isAlive())
                .isEqualTo(self.bootId().isEmpty());
        assertThat(new ProcessIdentity(self.pid(), self.startTime() - 10_000, "elsewhere", "another boot").isAlive())
                .as("nothing is known of other hosts")
                .isTrue();
    }

    @Test
    void aProcessThatEndedIsDead() throws Exception {
        Process process = new ProcessBuilder("sleep", "60").start();
        ProcessIdentity identity = ProcessIdentity.of(process.pid()).orElseThrow();
        assertThat(identity.isAlive()).isTrue();
        process.destroyForcibly();
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(identity.isAlive()).isFalse();
    }
}
