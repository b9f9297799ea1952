package dev.tutti.survey;

import dev.tutti.hdf5.Dataset;
import dev.tutti.hdf5.Group;
import dev.tutti.survey.metadata.ChannelMetadata;
import dev.tutti.survey.metadata.FourierChannelMetadata;
import dev.tutti.survey.metadata.StationLocation;
import dev.tutti.survey.metadata.StationMetadata;
import dev.tutti.survey.metadata.TransferFunctionMetadata;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** All rows of all summaries, from the objects themselves. */
record Summary(
        List<ChannelRow> channels,
        List<RunRow> runs,
        List<TransferFunctionRow> transferFunctions,
        List<FourierRow> fourier) {
    private static final Set<String> INPUTS = Set.of("hx", "hy", "bx", "by");
    private static final Set<String> OUTPUTS = Set.of("ex", "ey", "hz", "bz");

    /** Looks at everything in a file. */
    static Summary of(SurveyFile file) {
        List<ChannelRow> channels = new ArrayList<>();
        List<RunRow> runs = new ArrayList<>();
        List<TransferFunctionRow> functions = new ArrayList<>();
        List<FourierRow> fourier = new ArrayList<>();
        for (Survey survey : file.surveys()) {
            String surveyId = survey.id();
            for (Station station : survey.stations()) {
                StationMetadata known = station.stored();
                long address = station.node().address();
                for (Run run : station.runs()) {
                    List<ChannelRow> rows = channels(file, surveyId, known, address, run);
                    if (!rows.isEmpty()) {
                        channels.addAll(rows);
                        runs.add(run(run, rows));
                    }
                }
                for (TransferFunction function : station.transferFunctions().all()) {
                    functions.add(function(surveyId, known, address, function));
                }
                fourier(fourier, surveyId, known, address, station);
            }
        }
        runs.sort(Comparator.comparing(RunRow::station).thenComparing(RunRow::start));
        return new Summary(List.copyOf(channels), List.copyOf(runs), List.copyOf(functions), List.copyOf(fourier));
    }

    private static List<ChannelRow> channels(
            SurveyFile file, String survey, StationMetadata station, long stationAddress, Run run) {
        List<ChannelRow> rows = new ArrayList<>();
        StationLocation place = station.location();
        long runAddress = run.node().address();
        for (Channel channel : run.channels()) {
            Dataset dataset = channel.dataset();
            ChannelMetadata known = Channel.metadata(dataset);
            rows.add(new ChannelRow(
                    survey,
                    station.id().isEmpty() ? run.station().name() : station.id(),
                    run.name(),
                    place.latitude(),
                    place.longitude(),
                    place.elevation(),
                    known.component(),
                    known.timePeriod().start(),
                    known.timePeriod().end(),
                    dataset.size(),
                    known.sampleRate(),
                    known.type(),
                    known.measurementAzimuth(),
                    known.measurementTilt(),
                    known.units(),
                    file.ledger().hasData(channel.path(), () -> Nonzero.in(dataset)),
                    channel.path(),
                    new ChannelRow.Addresses(dataset.address(), runAddress, stationAddress)));
        }
        return rows;
    }

    private static RunRow run(Run run, List<ChannelRow> rows) {
        Instant start = rows.stream()
                .map(ChannelRow::start)
                .min(Comparator.naturalOrder())
                .orElseThrow();
        Instant end = rows.stream()
                .map(ChannelRow::end)
                .max(Comparator.naturalOrder())
                .orElseThrow();
        ChannelRow first = rows.get(0);
        List<String> names = rows.stream().map(ChannelRow::component).toList();
        return new RunRow(
                first.survey(),
                first.station(),
                first.run(),
                start,
                end,
                Duration.between(start, end),
                rows.stream().mapToLong(ChannelRow::samples).max().orElse(0),
                first.sampleRate(),
                rows.stream().allMatch(ChannelRow::hasData),
                names.stream().filter(INPUTS::contains).toList(),
                names.stream().filter(OUTPUTS::contains).toList(),
                names,
                run.path());
    }

    private static TransferFunctionRow function(
            String survey, StationMetadata station, long stationAddress, TransferFunction function) {
        TransferFunctionMetadata known = function.metadata();
        TransferFunction.Contents contents = function.contents();
        return new TransferFunctionRow(
                survey,
                station.id(),
                station.location().latitude(),
                station.location().longitude(),
                station.location().elevation(),
                known.id(),
                known.units(),
                contents.impedance(),
                contents.tipper(),
                contents.covariance(),
                contents.periodMin(),
                contents.periodMax(),
                function.path(),
                function.node().address(),
                stationAddress);
    }

    private static void fourier(
            List<FourierRow> rows, String survey, StationMetadata station, long stationAddress, Station from) {
        StationLocation place = station.location();
        for (FourierCoefficients.FourierRun run : from.fourierCoefficients().runs()) {
            for (FourierCoefficients.Level level : run.levels()) {
                Group group = level.group();
                for (String name : level.channelNames()) {
                    Dataset dataset = group.dataset(name);
                    FourierChannelMetadata known = SurveyNode.metadata(dataset, FourierChannelMetadata.DEFAULTS);
                    rows.add(new FourierRow(
                            survey,
                            station.id(),
                            run.name(),
                            level.name(),
                            place.latitude(),
                            place.longitude(),
                            place.elevation(),
                            known.component(),
                            known.timePeriod().start(),
                            known.timePeriod().end(),
                            dataset.shape()[0],
                            known.sampleRateWindowStep(),
                            ChannelMetadata.of(name).kind().toLowerCase(Locale.ROOT),
                            known.units(),
                            dataset.path(),
                            new ChannelRow.Addresses(
                                    dataset.address(), run.group().address(), stationAddress),
                            group.address()));
                }
            }
        }
    }
}
