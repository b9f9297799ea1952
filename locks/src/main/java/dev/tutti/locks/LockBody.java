package dev.tutti.locks;

import org.jspecify.annotations.Nullable;

/**
 * Work that is done while a lock is held.
 *
 * @param <T> what it returns
 * @param <X> what it may throw
 */
@FunctionalInterface
public interface LockBody<T extends @Nullable Object, X extends Exception> {
    /** Does the work; {@code hold} is released right after. */
    T run(Hold hold) throws X;
}
