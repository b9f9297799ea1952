package dev.tutti.survey.metadata;

import java.time.Instant;

/**
 * Where a file or an object comes from.
 *
 * @param archive name of the archive that holds it
 * @param creationTime when it was made
 * @param creator who made it
 * @param software the program that made it
 * @param submitter who gave it to the archive
 */
public record Provenance(
        @Standard(value = "archive.name", text = "Name of the archive") String archive,
        @Standard(value = "creation_time", text = "When it was made, UTC", units = "ISO 8601") Instant creationTime,
        @Standard(value = "creator.author", text = "Who made it") String creator,
        @Standard("software") Software software,
        @Standard(value = "submitter.author", text = "Who gave it to the archive") String submitter) {
    /** Nothing is known. */
    public static final Provenance UNKNOWN = new Provenance("", UtcTime.UNKNOWN, "", Software.UNKNOWN, "");
}
