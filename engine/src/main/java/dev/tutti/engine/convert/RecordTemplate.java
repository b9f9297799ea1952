package dev.tutti.engine.convert;

import java.lang.constant.ConstantDescs;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.nio.ByteBuffer;

/** Never used itself: its bytes are defined anew for each layout, with the handle as the class's data, which for the compiler is a constant then. */
final class RecordTemplate implements RecordMaker {
    private static final MethodHandle MAKE = made();

    private static MethodHandle made() {
        try {
            return MethodHandles.classData(MethodHandles.lookup(), ConstantDescs.DEFAULT_NAME, MethodHandle.class);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public Object make(ByteBuffer bytes, int at, ValueForm[] forms) throws Throwable {
        return (Object) MAKE.invokeExact(bytes, at, forms);
    }
}
