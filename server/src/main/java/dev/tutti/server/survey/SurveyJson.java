package dev.tutti.server.survey;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.tutti.hdf5.Attributes;
import dev.tutti.server.text.Json;
import dev.tutti.survey.Channel;
import dev.tutti.survey.Gap;
import dev.tutti.survey.Run;
import dev.tutti.survey.Station;
import dev.tutti.survey.Survey;
import dev.tutti.survey.SurveyFile;
import dev.tutti.survey.metadata.ChannelMetadata;
import dev.tutti.survey.metadata.SurveyMetadata;
import dev.tutti.survey.metadata.TimePeriod;
import java.io.IOException;
import java.util.List;

/** Writes one version of a survey file as JSON. No sample is read. */
final class SurveyJson {
    private static final int MOST_CHANNELS = 20_000;
    private static final int MOST_GAPS = 5_000;

    private final SurveyFile file;
    private int channels;

    SurveyJson(SurveyFile file) {
        this.file = file;
    }

    void write(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("layout", file.version().text());
        json.writeArrayFieldStart("surveys");
        for (Survey survey : file.surveys()) {
            survey(json, survey);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("stations");
        for (Survey survey : file.surveys()) {
            for (Station station : survey.stations()) {
                station(json, survey, station);
            }
        }
        json.writeEndArray();
        List<Gap> gaps = file.gaps();
        json.writeNumberField("gap_count", gaps.size());
        json.writeArrayFieldStart("gaps");
        for (Gap gap : gaps.subList(Math.max(0, gaps.size() - MOST_GAPS), gaps.size())) {
            gap(json, gap);
        }
        json.writeEndArray();
        json.writeBooleanField("complete", channels <= MOST_CHANNELS);
        json.writeEndObject();
    }

    private static void survey(JsonGenerator json, Survey survey) throws IOException {
        SurveyMetadata known = survey.metadata();
        json.writeStartObject();
        json.writeStringField("id", known.id());
        json.writeStringField("path", survey.path());
        json.writeStringField("project", known.project());
        json.writeEndObject();
    }

    private void station(JsonGenerator json, Survey survey, Station station) throws IOException {
        Attributes attributes = station.node().attrs();
        json.writeStartObject();
        json.writeStringField("id", station.name());
        json.writeStringField("survey", survey.name());
        json.writeStringField("path", station.path());
        for (String part : List.of("latitude", "longitude", "elevation")) {
            String name = "location." + part;
            json.writeFieldName(part);
            Object value = attributes.contains(name) ? attributes.get(name) : null;
            Json.number(json, value instanceof Number number ? number.doubleValue() : Double.NaN);
        }
        json.writeArrayFieldStart("runs");
        for (Run run : station.runs()) {
            run(json, run);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void run(JsonGenerator json, Run run) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", run.name());
        json.writeStringField("path", run.path());
        json.writeFieldName("sample_rate");
        Json.number(json, run.sampleRate());
        json.writeArrayFieldStart("channels");
        for (Channel channel : run.channels()) {
            if (++channels <= MOST_CHANNELS) {
                channel(json, channel);
            }
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void channel(JsonGenerator json, Channel channel) throws IOException {
        ChannelMetadata known = channel.metadata();
        json.writeStartObject();
        json.writeStringField("name", channel.name());
        json.writeStringField("path", channel.path());
        json.writeStringField("kind", known.kind().toLowerCase(java.util.Locale.ROOT));
        json.writeStringField("units", known.units());
        json.writeNumberField("samples", channel.size());
        json.writeFieldName("sample_rate");
        Json.number(json, known.sampleRate());
        TimePeriod period = known.timePeriod();
        json.writeStringField("start", period.isKnown() ? period.start().toString() : "");
        json.writeStringField("end", period.isKnown() ? period.end().toString() : "");
        json.writeEndObject();
    }

    private static void gap(JsonGenerator json, Gap gap) throws IOException {
        json.writeStartObject();
        json.writeStringField("run", gap.run());
        json.writeStringField("into", gap.into());
        json.writeStringField("expected", gap.expected().toString());
        json.writeStringField("found", gap.found().toString());
        json.writeNumberField("length_s", gap.length().toNanos() / 1e9);
        json.writeStringField("what", gap.what().name());
        json.writeStringField("cause", gap.cause().name());
        json.writeEndObject();
    }
}
