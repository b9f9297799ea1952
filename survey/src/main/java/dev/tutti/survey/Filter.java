package dev.tutti.survey;

import dev.tutti.errors.H5TypeException;
import dev.tutti.survey.metadata.UtcTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/** What an instrument does to a signal, or what is done to undo it: one stage. Filters stand in a survey, channels name those that apply. */
public sealed interface Filter {
    /** What all filters have. */
    Common common();

    /** The kind as files have it in {@code type}. */
    String type();

    /** Name in lower case. */
    default String name() {
        return common().name();
    }

    /**
     * What all filters have.
     *
     * @param name in the file
     * @param gain factor
     * @param unitsIn what comes in is measured in
     * @param unitsOut what goes out is measured in
     * @param sequenceNumber place in the chain; 0 if it has none
     * @param calibrated when it was measured
     * @param comment in words
     */
    record Common(
            String name,
            double gain,
            String unitsIn,
            String unitsOut,
            long sequenceNumber,
            Instant calibrated,
            String comment) {
        /** A filter of gain 1 that was never calibrated. */
        public static Common of(String name, String unitsIn, String unitsOut) {
            return new Common(name, 1, unitsIn, unitsOut, 0, UtcTime.UNKNOWN, "None");
        }

        /** The same with another gain. */
        public Common withGain(double factor) {
            return new Common(name, factor, unitsIn, unitsOut, sequenceNumber, calibrated, comment);
        }
    }

    /**
     * A factor.
     *
     * @param common with the factor as its gain
     */
    record Coefficient(Common common) implements Filter {
        @Override
        public String type() {
            return "coefficient";
        }
    }

    /**
     * Poles and zeros.
     *
     * @param common what all filters have
     * @param normalization factor that makes the response 1 where the gain is meant
     * @param poles in radians a second
     * @param zeros in radians a second
     */
    record Zpk(Common common, double normalization, List<Complex> poles, List<Complex> zeros) implements Filter {
        /** Takes copies of the lists. */
        public Zpk {
            poles = List.copyOf(poles);
            zeros = List.copyOf(zeros);
        }

        @Override
        public String type() {
            return "zpk";
        }
    }

    /**
     * A response as a table.
     *
     * @param common what all filters have
     * @param instrumentType kind of instrument
     * @param table one row for each frequency
     */
    record Fap(Common common, String instrumentType, List<Row> table) implements Filter {
        /** Takes a copy of the table. */
        public Fap {
            table = List.copyOf(table);
        }

        @Override
        public String type() {
            return "fap";
        }

        /**
         * Response at one frequency.
         *
         * @param frequency in hertz
         * @param amplitude factor
         * @param phase in radians
         */
        public record Row(double frequency, double amplitude, double phase) {}
    }

    /**
     * A finite impulse response.
     *
     * @param common what all filters have
     * @param coefficients kept in single precision
     * @param symmetry NONE, EVEN or ODD
     * @param decimation factor; 1 for none
     * @param inputRate samples a second that come in
     * @param gainFrequency frequency in hertz at which the gain is meant
     */
    record Fir(
            Common common,
            float[] coefficients,
            String symmetry,
            double decimation,
            double inputRate,
            double gainFrequency)
            implements Filter {
        /** Checks the symmetry. */
        public Fir {
            if (!List.of("NONE", "EVEN", "ODD").contains(symmetry)) {
                throw new H5TypeException(
                        "filter " + common.name() + ": a symmetry of NONE, EVEN or ODD is expected, found " + symmetry);
            }
            coefficients = coefficients.clone();
        }

        @Override
        public float[] coefficients() {
            return coefficients.clone();
        }

        @Override
        public String type() {
            return "fir";
        }

        @Override
        public boolean equals(@org.jspecify.annotations.Nullable Object other) {
            return other instanceof Fir that
                    && common.equals(that.common)
                    && Arrays.equals(coefficients, that.coefficients)
                    && symmetry.equals(that.symmetry)
                    && decimation == that.decimation
                    && inputRate == that.inputRate
                    && gainFrequency == that.gainFrequency;
        }

        @Override
        public int hashCode() {
            return common.hashCode() + Arrays.hashCode(coefficients);
        }
    }

    /**
     * A delay.
     *
     * @param common what all filters have
     * @param seconds how much later the signal comes; negative for earlier
     */
    record TimeDelay(Common common, double seconds) implements Filter {
        @Override
        public String type() {
            return "time delay";
        }
    }
}
