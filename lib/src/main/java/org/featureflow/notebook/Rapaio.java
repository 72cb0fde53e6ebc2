package org.featureflow.notebook;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Optional;
import java.util.UUID;

/**
 * The Rapaio kernel, found at run time. Its {@code display} function renders what it is given as text; here finished display data goes to the
 * kernel itself, the only way to give a picture its size.
 */
final class Rapaio implements Kernel {
    private static final String ROOT = "org.rapaio.jupyter.kernel.";

    private final Object kernel;
    private final Method display;
    private final Method update;
    private final Method make;
    private final Method metadata;
    private final Method identify;
    private final Method text;

    private Rapaio(Object kernel) throws ReflectiveOperationException {
        Class<?> data = Class.forName(ROOT + "display.DisplayData");
        this.kernel = kernel;
        display = kernel.getClass().getMethod("display", data);
        update = kernel.getClass().getMethod("updateDisplay", data);
        make = data.getMethod("withType", String.class, String.class);
        metadata = data.getMethod("putMetaData", String.class, Object.class);
        text = data.getMethod("putText", String.class);
        identify = data.getMethod("setDisplayId", String.class);
    }

    static Optional<Kernel> find() {
        try {
            Object kernel = Class.forName(ROOT + "MainApp").getField("kernel").get(null);
            return kernel == null ? Optional.empty() : Optional.of(new Rapaio(kernel));
        } catch (ReflectiveOperationException e) {
            return Optional.empty();
        }
    }

    @Override
    public String show(Content content) {
        String handle = UUID.randomUUID().toString();
        call(display, kernel, data(handle, content));
        return handle;
    }

    @Override
    public void update(String handle, Content content) {
        call(update, kernel, data(handle, content));
    }

    private Object data(String handle, Content content) {
        Object data = call(make, null, content.mime(), content.data());
        call(text, data, content.text());
        call(identify, data, handle);
        if (!content.metadata().isEmpty()) {
            call(metadata, data, content.mime(), content.metadata());
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
