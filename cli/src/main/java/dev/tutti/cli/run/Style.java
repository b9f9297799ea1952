package dev.tutti.cli.run;

/** Colours for a terminal, or none. */
public enum Style {
    GROUP("1;34"),
    LINK("36"),
    DIM("2"),
    GOOD("32"),
    BAD("1;31"),
    STRONG("1");

    private final String code;

    Style(String code) {
        this.code = code;
    }

    /** The text, coloured where the console wants it. */
    public String of(Console console, String text) {
        return console.isColoured() ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
