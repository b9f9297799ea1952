package dev.tutti.survey;

import dev.tutti.errors.H5TypeException;
import dev.tutti.hdf5.DType;
import dev.tutti.hdf5.Dataset;
import dev.tutti.hdf5.Group;
import dev.tutti.survey.metadata.DecimationMetadata;
import dev.tutti.survey.metadata.FourierChannelMetadata;
import dev.tutti.survey.metadata.FourierRunMetadata;
import java.util.List;
import java.util.Map;

/** Fourier coefficients of a station: runs, in them decimation levels, in them channels of (window, frequency). Thread-safe. */
public final class FourierCoefficients extends SurveyNode {
    FourierCoefficients(SurveyFile file, String path) {
        super(file, path);
    }

    /** Names of the runs, sorted. */
    public List<String> runNames() {
        return named("FC");
    }

    /** The runs, sorted by name. */
    public List<FourierRun> runs() {
        return runNames().stream()
                .map(name -> new FourierRun(file(), path() + "/" + name))
                .toList();
    }

    /** The run of that name. */
    public FourierRun run(String name) {
        return new FourierRun(file(), child("run", Names.group("run", name)));
    }

    /** Adds a run; the metadata's id becomes the name. */
    public FourierRun addRun(FourierRunMetadata metadata) {
        String name = Names.group("run", metadata.id());
        return file().change(() -> {
            refuseExisting("run", name);
            make(file(), path() + "/" + name, "FC", metadata.withId(name));
            return new FourierRun(file(), path() + "/" + name);
        });
    }

    /** Removes a run with its levels. */
    public void removeRun(String name) {
        FourierRun run = run(name);
        file().change(() -> {
            file().h5().delete(run.path());
            return this;
        });
    }

    /** The Fourier coefficients of one run. */
    public static final class FourierRun extends SurveyNode {
        FourierRun(SurveyFile file, String path) {
            super(file, path);
        }

        /** What is known of them. */
        public FourierRunMetadata metadata() {
            return metadata(FourierRunMetadata.DEFAULTS);
        }

        /** Names of the levels, sorted. */
        public List<String> levelNames() {
            return named("FCDecimation");
        }

        /** The levels, sorted by name. */
        public List<Level> levels() {
            return levelNames().stream()
                    .map(name -> new Level(file(), path() + "/" + name))
                    .toList();
        }

        /** The level of that name. */
        public Level level(String name) {
            return new Level(file(), child("level", Names.group("level", name)));
        }

        /** Adds a level; the metadata's id becomes the name. */
        public Level addLevel(DecimationMetadata metadata) {
            String name = Names.group("level", metadata.id());
            return file().change(() -> {
                refuseExisting("level", name);
                make(file(), path() + "/" + name, "FCDecimation", metadata.withId(name));
                update(node(), metadata().withDecimationLevels(levelNames()));
                return new Level(file(), path() + "/" + name);
            });
        }
    }

    /** One decimation level. */
    public static final class Level extends SurveyNode {
        Level(SurveyFile file, String path) {
            super(file, path);
        }

        /** What is known of it. */
        public DecimationMetadata metadata() {
            return metadata(DecimationMetadata.DEFAULTS);
        }

        /** Names of the channels, sorted. */
        public List<String> channelNames() {
            return named("FCChannel");
        }

        /** What is known of a channel's coefficients. */
        public FourierChannelMetadata channel(String name) {
            return metadata(group().dataset(Names.channel(name)), FourierChannelMetadata.DEFAULTS);
        }

        /** Number of windows, and of frequencies. */
        public long[] shape(String name) {
            return group().dataset(Names.channel(name)).shape();
        }

        /** Coefficients in row-major order: window by window. */
        public Complex[] values(String name) {
            return group().dataset(Names.channel(name)).read(Complex[].class);
        }

        /**
         * Adds a channel's coefficients.
         *
         * @param windows number of windows; there are as many frequencies as the values divided by it
         * @throws H5TypeException if the values are no whole number of windows; nothing was added
         */
        public void addChannel(FourierChannelMetadata metadata, int windows, Complex[] values) {
            String name = Names.channel(metadata.component());
            if (windows < 1 || values.length % windows != 0) {
                throw new H5TypeException(path() + "/" + name + ": " + windows
                        + " windows of equal length are expected, found " + values.length + " values");
            }
            file().change(() -> {
                refuseExisting("channel", name);
                Map<String, Object> known = Storable.attributes(path() + "/" + name, metadata.withComponent(name));
                Dataset dataset = file().h5()
                        .create(path() + "/" + name)
                        .type(DType.COMPLEX128)
                        .shape(windows, values.length / windows)
                        .create();
                if (values.length > 0) {
                    dataset.write(values);
                }
                write(dataset, "FCChannel", known);
                List<String> names = channelNames();
                update(node(), metadata().withChannelsEstimated(names));
                Group run = group().parent();
                update(run, metadata(run, FourierRunMetadata.DEFAULTS).withChannelsEstimated(names));
                return this;
            });
        }
    }
}
