package dev.tutti.survey;

import dev.tutti.errors.H5TypeException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;

/**
 * From numbers of samples to points in time and back, to the nanosecond: sample {@code i} is at {@code start + i / rate}. No time is ever a floating-point number;
 * a rate that is not whole is taken as the shortest decimal that means it, 0.1 as one tenth.
 *
 * @param start time of sample 0
 * @param rate samples a second
 */
public record SampleClock(Instant start, double rate) {
    private static final BigDecimal BILLION = BigDecimal.valueOf(1_000_000_000L);
    private static final MathContext DIGITS = new MathContext(40);

    /** Checks the rate. */
    public SampleClock {
        if (!(rate > 0) || Double.isInfinite(rate)) {
            throw new H5TypeException("a sample rate above 0 is expected, found " + rate);
        }
    }

    /** Time of a sample; its number may be negative. */
    public Instant timeOf(long index) {
        return start.plus(durationOf(index));
    }

    /** The time that so many samples take. */
    public Duration durationOf(long samples) {
        BigInteger nanos = BigDecimal.valueOf(samples)
                .multiply(BILLION)
                .divide(BigDecimal.valueOf(rate), DIGITS)
                .setScale(0, RoundingMode.HALF_UP)
                .toBigInteger();
        BigInteger[] parts = nanos.divideAndRemainder(BILLION.toBigInteger());
        return Duration.ofSeconds(parts[0].longValueExact(), parts[1].longValueExact());
    }

    /** Number of the sample that is nearest to a point in time; of two equally near the later. Negative before the start. */
    public long indexOf(Instant time) {
        return samplesIn(Duration.between(start, time));
    }

    /** How many samples a time takes, to the nearest whole number. */
    public long samplesIn(Duration time) {
        BigDecimal seconds = BigDecimal.valueOf(time.getSeconds()).add(BigDecimal.valueOf(time.getNano(), 9));
        return seconds.multiply(BigDecimal.valueOf(rate))
                .add(new BigDecimal("0.5"))
                .setScale(0, RoundingMode.FLOOR)
                .toBigInteger()
                .longValueExact();
    }

    /** Time of the last of so many samples; the start if there are none. */
    public Instant endOf(long samples) {
        return samples <= 1 ? start : timeOf(samples - 1);
    }
}
