package dev.tutti.engine.check;

/**
 * Something in a file that is not as the format demands.
 *
 * @param path of the object
 * @param address of the structure, -1 where there is none
 * @param message what was expected and found
 */
public record Problem(String path, long address, String message) {
    @Override
    public String toString() {
        return path + (address >= 0 ? " at byte " + address : "") + ": " + message;
    }
}
