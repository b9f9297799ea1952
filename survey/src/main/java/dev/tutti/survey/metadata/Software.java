package dev.tutti.survey.metadata;

/**
 * A program, and who wrote it.
 *
 * @param author who wrote it
 * @param name what it is called
 * @param version which version
 */
public record Software(
        @Standard(value = "author", text = "Who wrote the program") String author,
        @Standard(value = "name", text = "Name of the program") String name,
        @Standard(value = "version", text = "Version of the program") String version) {
    /** Nothing is known of it. */
    public static final Software UNKNOWN = new Software("", "", "");
}
