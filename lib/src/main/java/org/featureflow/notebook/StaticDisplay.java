package org.featureflow.notebook;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Optional;

/**
 * IJava and JJava, found at run time by the class of static methods that they import into every cell. Their renderers take text for HTML, so
 * a picture goes inside HTML.
 */
final class StaticDisplay implements Kernel {
    private final Method display;
    private final Method update;

    private StaticDisplay(Class<?> functions) throws NoSuchMethodException {
        display = functions.getMethod("display", Object.class, String[].class);
        update = functions.getMethod("updateDisplay", String.class, Object.class, String[].class);
    }

    /**
     * Looks for the class.
     *
     * @param functions its name
     * @return the kernel, if the class is there
     */
    static Optional<Kernel> find(String functions) {
        try {
            return Optional.of(new StaticDisplay(Class.forName(functions)));
        } catch (ReflectiveOperationException e) {
            return Optional.empty();
        }
    }

    @Override
    public String show(Content content) {
        return (String) call(display, html(content), new String[] {Content.HTML});
    }

    @Override
    public void update(String handle, Content content) {
        call(update, handle, html(content), new String[] {Content.HTML});
    }

    private static String html(Content content) {
        if (content.mime().equals(Content.HTML)) {
            return content.data();
        }
        Object width = content.metadata().get("width");
        return "<img" + (width == null ? "" : " width=\"" + width + "\"") + " src=\"data:" + content.mime() + ";base64,"
                + content.data() + "\">";
    }

    private static Object call(Method method, Object... arguments) {
        try {
            return method.invoke(null, arguments);
        } catch (InvocationTargetException e) {
            throw new IllegalStateException("The notebook kernel refused to show something.", e.getCause());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("The notebook kernel has changed how it shows things.", e);
        }
    }
}
