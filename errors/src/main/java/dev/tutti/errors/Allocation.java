package dev.tutti.errors;

import java.lang.reflect.Array;

/**
 * Large arrays whose length comes from a file or from a caller. Where there is no room for one, that is an error of the request and not of the
 * program: nothing was taken, and the rest of the heap is as it was.
 */
public final class Allocation {
    private Allocation() {}

    /**
     * An array of bytes.
     *
     * @throws H5TypeException if the heap has no room for it
     */
    public static byte[] bytes(int length) {
        try {
            return new byte[length];
        } catch (OutOfMemoryError e) {
            throw tooLarge(length, "bytes");
        }
    }

    /**
     * An array of any component type.
     *
     * @throws H5TypeException if the heap has no room for it
     */
    public static Object array(Class<?> component, int length) {
        try {
            return Array.newInstance(component, length);
        } catch (OutOfMemoryError e) {
            throw tooLarge(length, component.getSimpleName() + " values");
        }
    }

    private static H5TypeException tooLarge(int length, String what) {
        return new H5TypeException(length + " " + what + " do not fit the heap of "
                + (Runtime.getRuntime().maxMemory() >> 20)
                + " MiB; read slice by slice (rows()), or start Java with a larger -Xmx");
    }
}
