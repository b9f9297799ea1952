package dev.tutti.survey;

import dev.tutti.survey.metadata.AppliedFilter;
import dev.tutti.survey.metadata.DecimationMetadata;
import dev.tutti.survey.metadata.ElectricMetadata;
import dev.tutti.survey.metadata.EstimateMetadata;
import dev.tutti.survey.metadata.FourierChannelMetadata;
import dev.tutti.survey.metadata.FourierRunMetadata;
import dev.tutti.survey.metadata.MagneticMetadata;
import dev.tutti.survey.metadata.RunMetadata;
import dev.tutti.survey.metadata.StationLocation;
import dev.tutti.survey.metadata.StationMetadata;
import dev.tutti.survey.metadata.SurveyMetadata;
import dev.tutti.survey.metadata.TimePeriod;
import dev.tutti.survey.metadata.TransferFunctionMetadata;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** A survey with one of everything. */
final class Example {
    static final Instant START = Instant.parse("2026-03-01T10:00:00.000000250Z");

    /** Bytes that no text is, with zeros at the end. */
    static final byte[] IMAGE = {(byte) 0x89, 'P', 'N', 'G', 0, 1, -1, 0, 0};

    private Example() {}

    static double[] wave(int count, int phase) {
        return IntStream.range(0, count)
                .mapToDouble(i -> 100 * Math.sin((i + phase) / 10.0))
                .toArray();
    }

    static Survey survey(SurveyFile file) {
        if (file.version() == SurveyVersion.V0_1_0) {
            Survey only = file.surveys().get(0);
            only.setMetadata(only.metadata().withId("sage").withProject("Tutti"));
            return only;
        }
        return file.addSurvey(SurveyMetadata.of("sage").withProject("Tutti"));
    }

    static Station fill(SurveyFile file) {
        Survey survey = survey(file);
        filters(survey);
        Station station =
                survey.addStation(StationMetadata.of("MT 001").withLocation(StationLocation.at(40.5, -115.25, 1200)));
        Run run = station.addRun(RunMetadata.of("run_001").withSampleRate(8));
        run.addChannel(
                ElectricMetadata.of("Ex")
                        .withUnits("mV/km")
                        .withDipoleLength(100)
                        .withFilters(List.of(new AppliedFilter("gain 10", true, 1)))
                        .withTimePeriod(new TimePeriod(START, START)),
                wave(2000, 0));
        run.addChannel(
                MagneticMetadata.of("Hy")
                        .withUnits("nT")
                        .withMeasurementAzimuth(90)
                        .withTimePeriod(new TimePeriod(START, START)),
                IntStream.range(0, 2000).toArray());
        run.addAuxiliary("Temperature", START).append(new double[2000]);
        results(station);
        return station;
    }

    private static void filters(Survey survey) {
        survey.filters()
                .add(new Filter.Coefficient(
                        Filter.Common.of("Gain 10", "Volt", "digital counts").withGain(10)));
        survey.filters()
                .add(new Filter.Zpk(
                        Filter.Common.of("mV/nT", "nanoTesla", "Volt"),
                        2,
                        List.of(new Complex(-1, 2), new Complex(-1, -2)),
                        List.of()));
        survey.filters()
                .add(new Filter.Fap(
                        Filter.Common.of("lut", "nanoTesla", "Volt"),
                        "coil",
                        List.of(new Filter.Fap.Row(1, 0.5, 0.1), new Filter.Fap.Row(10, 0.6, 0.2))));
        survey.filters()
                .add(new Filter.Fir(
                        Filter.Common.of("fir1", "digital counts", "digital counts"),
                        new float[] {0.25f, 0.5f, 0.25f},
                        "NONE",
                        2,
                        100,
                        0));
        survey.filters().add(new Filter.TimeDelay(Filter.Common.of("delay", "Volt", "Volt"), -0.25));
        survey.reports().add("notes", "notes.txt", "all went well".getBytes(StandardCharsets.UTF_8), "Field notes");
        survey.reports().add("photo", "site.PNG", IMAGE.clone(), "The site");
    }

    private static void results(Station station) {
        TransferFunction function =
                station.transferFunctions().add(TransferFunctionMetadata.of("tf01"), new double[] {1, 2, 4, 8});
        Complex[] values = new Complex[4 * 3 * 2];
        Arrays.setAll(values, i -> i % 6 < 4 ? new Complex(i, -i) : Complex.ZERO);
        function.addComplex(
                EstimateMetadata.of("transfer_function")
                        .withInputChannels(List.of("hx", "hy"))
                        .withOutputChannels(List.of("ex", "ey", "hz")),
                new long[] {4, 3, 2},
                values);
        function.addReal(EstimateMetadata.of("transfer_function_error"), new long[] {4, 3, 2}, new double[24]);
        Complex[] coefficients = new Complex[3 * 5];
        Arrays.setAll(coefficients, i -> new Complex(i, 1));
        station.fourierCoefficients()
                .addRun(FourierRunMetadata.of("run_001"))
                .addLevel(DecimationMetadata.of("0"))
                .addChannel(FourierChannelMetadata.of("ex"), 3, coefficients);
    }
}
