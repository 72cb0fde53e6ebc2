package org.featureflow.notebook;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.Optional;

/** The Rapaio kernel, found at run time. */
final class Rapaio implements Kernel {
    private static final String ROOT = "org.rapaio.jupyter.kernel.";

    private final Method make;
    private final Method metadata;
    private final Method display;
    private final Method update;

    private Rapaio() throws ReflectiveOperationException {
        Class<?> data = Class.forName(ROOT + "display.DisplayData");
        Class<?> global = Class.forName(ROOT + "global.Global");
        make = data.getMethod("withType", String.class, String.class);
        metadata = data.getMethod("metadata");
        display = global.getMethod("display", Object.class);
        update = global.getMethod("updateDisplay", String.class, Object.class);
    }

    static Optional<Rapaio> find() {
        try {
            return Optional.of(new Rapaio());
        } catch (ReflectiveOperationException e) {
            return Optional.empty();
        }
    }

    @Override
    public String show(Content content) {
        return (String) call(display, null, data(content));
    }

    @Override
    public void update(String handle, Content content) {
        call(update, null, handle, data(content));
    }

    @SuppressWarnings("unchecked")
    private Object data(Content content) {
        Object data = call(make, null, content.mime(), content.data());
        if (!content.metadata().isEmpty()) {
            ((Map<String, Object>) call(metadata, data)).put(content.mime(), content.metadata());
        }
        return data;
    }

    private static Object call(Method method, Object target, Object... arguments) {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw new IllegalStateException("The notebook kernel refused to show something.", e.getCause());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("The notebook kernel has changed; Rapaio 3.0.1 is expected.", e);
        }
    }
}
