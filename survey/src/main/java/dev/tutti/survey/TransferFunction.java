package dev.tutti.survey;

import dev.tutti.errors.H5TypeException;
import dev.tutti.hdf5.DType;
import dev.tutti.hdf5.Dataset;
import dev.tutti.survey.metadata.EstimateMetadata;
import dev.tutti.survey.metadata.TransferFunctionMetadata;
import java.util.Arrays;
import java.util.List;

/**
 * A transfer function: how electric and vertical magnetic fields answer horizontal magnetic ones, period by period. Its arrays have one entry for each period along
 * their first dimension. A handle; thread-safe.
 */
public final class TransferFunction extends SurveyNode {
    private static final String PERIOD = "period";
    private static final String WHOLE = "transfer_function";

    /** What it holds. */
    record Contents(boolean impedance, boolean tipper, boolean covariance, double periodMin, double periodMax) {}

    TransferFunction(SurveyFile file, String path) {
        super(file, path);
    }

    /** What is known of it. */
    public TransferFunctionMetadata metadata() {
        return metadata(TransferFunctionMetadata.DEFAULTS);
    }

    /** Replaces what is known of it; the id stays the name. */
    public void setMetadata(TransferFunctionMetadata metadata) {
        file().change(() -> {
            update(node(), metadata.withId(name()));
            return this;
        });
    }

    /** Periods in seconds. */
    public double[] periods() {
        return has(PERIOD) ? group().dataset(PERIOD).f64() : new double[0];
    }

    void addPeriods(double[] periods) {
        Dataset dataset = make(PERIOD, DType.F64, new long[] {periods.length}, periods);
        write(
                dataset,
                "estimate",
                EstimateMetadata.of(PERIOD)
                        .withDataType("real")
                        .withDescription("Periods")
                        .withUnits("samples per second"));
    }

    private Dataset make(String name, DType type, long[] shape, Object values) {
        Dataset dataset =
                file().h5().create(path() + "/" + name).type(type).shape(shape).create();
        if (dataset.size() > 0) {
            dataset.write(values);
        }
        return dataset;
    }

    /** Names of the arrays, sorted, without the periods. */
    public List<String> estimateNames() {
        return named("estimate").stream().filter(name -> !name.equals(PERIOD)).toList();
    }

    /** What is known of an array. */
    public EstimateMetadata estimate(String name) {
        return metadata(group().dataset(name), EstimateMetadata.DEFAULTS);
    }

    /** Shape of an array; the first dimension counts the periods. */
    public long[] shape(String name) {
        return group().dataset(name).shape();
    }

    /** Values of an array of complex numbers, in row-major order. */
    public Complex[] complex(String name) {
        return group().dataset(name).read(Complex[].class);
    }

    /** Values of an array of real numbers, such as errors, in row-major order. */
    public double[] real(String name) {
        return group().dataset(name).f64();
    }

    /**
     * Adds an array of complex numbers: {@code transfer_function} (periods, outputs ex ey hz, inputs hx hy), {@code impedance}, {@code tipper},
     * {@code inverse_signal_power}, {@code residual_covariance} and the like.
     *
     * @param shape the first dimension counts the periods
     * @throws H5TypeException if shape, values and periods do not fit; nothing was added
     */
    public void addComplex(EstimateMetadata metadata, long[] shape, Complex[] values) {
        add(metadata.withDataType("complex"), DType.COMPLEX128, shape, values, values.length);
    }

    /** Adds an array of real numbers, such as {@code transfer_function_error}. */
    public void addReal(EstimateMetadata metadata, long[] shape, double[] values) {
        add(metadata.withDataType("real"), DType.F64, shape, values, values.length);
    }

    private void add(EstimateMetadata metadata, DType type, long[] shape, Object values, int length) {
        String name = Names.group("estimate", metadata.name());
        file().change(() -> {
            refuseExisting("estimate", name);
            int periods = periods().length;
            long elements = Arrays.stream(shape).reduce(1, Math::multiplyExact);
            if (shape.length == 0 || shape[0] != periods || elements != length) {
                throw new H5TypeException(path() + "/" + name + ": a shape of " + periods
                        + " periods and as many values as it has is expected, found " + Arrays.toString(shape) + " and "
                        + length + " values");
            }
            write(make(name, type, shape, values), "estimate", metadata.withName(name));
            return this;
        });
    }

    /** Removes an array. */
    public void removeEstimate(String name) {
        String path = child("estimate", name);
        file().change(() -> {
            file().h5().delete(path);
            return this;
        });
    }

    Contents contents() {
        boolean impedance = false;
        boolean tipper = false;
        if (has(WHOLE) && shape(WHOLE).length == 3) {
            long[] shape = shape(WHOLE);
            Complex[] values = complex(WHOLE);
            for (int i = 0; i < values.length; i++) {
                long output = i / shape[2] % shape[1];
                impedance |= output < 2 && !values[i].isZero();
                tipper |= output == 2 && !values[i].isZero();
            }
        }
        double[] periods = periods();
        return new Contents(
                impedance || has("impedance"),
                tipper || has("tipper"),
                has("residual_covariance") && has("inverse_signal_power"),
                Arrays.stream(periods).min().orElse(0),
                Arrays.stream(periods).max().orElse(0));
    }
}
