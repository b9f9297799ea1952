package dev.tutti.survey.metadata;

/**
 * The instrument that recorded a run.
 *
 * @param firmware its program
 * @param voltage of its power source, in volts
 * @param timing what its time comes from
 */
public record DataLogger(
        @Standard("firmware") Software firmware,
        @Standard("power_source.voltage") Range voltage,
        @Standard("timing_system") TimingSystem timing) {
    /** The standard's default. */
    public static final DataLogger UNKNOWN = new DataLogger(Software.UNKNOWN, Range.ZERO, TimingSystem.GPS);

    /**
     * What time comes from.
     *
     * @param drift in seconds
     * @param type kind of clock
     * @param uncertainty in seconds
     */
    public record TimingSystem(
            @Standard(value = "drift", text = "Drift of the clock", units = "seconds") double drift,
            @Standard(value = "type", text = "Kind of clock") String type,
            @Standard(value = "uncertainty", text = "Uncertainty of the clock", units = "seconds") double uncertainty) {
        /** The standard's default. */
        public static final TimingSystem GPS = new TimingSystem(0, "GPS", 0);
    }
}
