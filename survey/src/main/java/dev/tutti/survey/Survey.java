package dev.tutti.survey;

import dev.tutti.survey.metadata.StationMetadata;
import dev.tutti.survey.metadata.SurveyMetadata;
import java.util.List;

/** A survey: stations, and the filters, reports and standards that belong to them. A handle; thread-safe. */
public final class Survey extends SurveyNode {
    Survey(SurveyFile file, String path) {
        super(file, path);
    }

    /** The survey's id: its name, or what a 0.1.0 file, which has but one, calls it. */
    public String id() {
        return metadata().id();
    }

    /** What is known of it. */
    public SurveyMetadata metadata() {
        return metadata(SurveyMetadata.DEFAULTS);
    }

    /** Replaces what is known of it. In a 0.2.0 file the id stays the name. */
    public void setMetadata(SurveyMetadata metadata) {
        SurveyMetadata kept = file().version() == SurveyVersion.V0_2_0 ? metadata.withId(name()) : metadata;
        file().change(() -> {
            update(node(), kept);
            return this;
        });
    }

    private String stationsPath() {
        return path() + "/Stations";
    }

    /** Names of the stations, sorted. */
    public List<String> stationNames() {
        return namedIn(file(), stationsPath(), "Station");
    }

    /** The stations, sorted by name. */
    public List<Station> stations() {
        return stationNames().stream()
                .map(name -> new Station(this, stationsPath() + "/" + name))
                .toList();
    }

    /** Whether there is a station of that name. */
    public boolean hasStation(String name) {
        return has("Stations/" + Names.group("station", name));
    }

    /**
     * The station of that name.
     *
     * @throws dev.tutti.errors.H5NotFoundException if there is none
     */
    public Station station(String name) {
        return new Station(this, child("station", "Stations/" + Names.group("station", name)));
    }

    /** Adds a station with the standard's defaults. */
    public Station addStation(String name) {
        return addStation(StationMetadata.of(name));
    }

    /**
     * Adds a station.
     *
     * @param metadata its id becomes the name, with blanks and slashes as underscores
     * @throws dev.tutti.errors.H5ExistsException if there is one of that name; nothing has changed
     */
    public Station addStation(StationMetadata metadata) {
        String name = Names.group("station", metadata.id());
        String path = stationsPath() + "/" + name;
        return file().change(() -> {
            refuseExisting("station", "Stations/" + name);
            make(file(), path, "Station", metadata.withId(name));
            container(file(), path + "/Features", "MasterFeatures");
            container(file(), path + "/Fourier_Coefficients", "MasterFC");
            container(file(), path + "/Transfer_Functions", "TransferFunctions");
            return new Station(this, path);
        });
    }

    /** The station of that name, made if there is none. */
    public Station requireStation(String name) {
        return file().change(() -> hasStation(name) ? station(name) : addStation(name));
    }

    /**
     * Removes a station with all that is in it.
     *
     * @throws dev.tutti.errors.H5NotFoundException if there is none
     */
    public void removeStation(String name) {
        Station station = station(name);
        file().change(() -> {
            file().h5().delete(station.path());
            file().ledger().forget(station.path());
            return this;
        });
    }

    /** The survey's filters. */
    public Filters filters() {
        return new Filters(file(), path() + "/Filters");
    }

    /** The survey's reports. */
    public Reports reports() {
        return new Reports(file(), path() + "/Reports");
    }

    /** What the standard says of the attributes in this file. */
    public Standards standards() {
        return new Standards(file(), path() + "/Standards");
    }
}
